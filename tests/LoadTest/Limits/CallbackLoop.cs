using System.Threading.Channels;

namespace CallGrains.LoadTest.Limits;

/// <summary>Posts callbacks with HttpClient and nothing else: in order per connection, many connections side by side.</summary>
internal sealed class CallbackLoop : IAsyncDisposable
{
    private const int Lanes = 64;

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, MaxConnectionsPerServer = Lanes });
    private readonly Channel<(Guid Id, string Type, string? Context)>[] _lanes;
    private readonly Task[] _workers;

    public CallbackLoop()
    {
        _lanes = [.. Enumerable.Range(0, Lanes).Select(static _ => Channel.CreateUnbounded<(Guid, string, string?)>())];
        _workers = [.. _lanes.Select(lane => Task.Run(() => WorkAsync(lane.Reader)))];
    }

    public Uri? Uri { get; set; }

    public void Post(Guid connection, string[] types, string? context)
    {
        var lane = _lanes[(uint)connection.GetHashCode() % Lanes].Writer;
        foreach (var type in types)
            lane.TryWrite((connection, type, context));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes)
            lane.Writer.TryComplete();

        await Task.WhenAll(_workers);
        _http.Dispose();
    }

    private async Task WorkAsync(ChannelReader<(Guid Id, string Type, string? Context)> lane)
    {
        await foreach (var (id, type, context) in lane.ReadAllAsync())
        {
            using var content = new ByteArrayContent(Bodies.Event(id, type, context));
            content.Headers.ContentType = new("application/cloudevents-batch+json") { CharSet = "utf-8" };
            try
            {
                using var response = await _http.PostAsync(Uri, content);
            }
            catch (HttpRequestException)
            {
                // The receiver of an earlier run is gone; a limit keeps nothing to send again.
            }
        }
    }
}
