using System.Net.Http.Headers;
using System.Threading.Channels;

namespace CallGrains.LoadTest.Limits;

/// <summary>Posts callbacks with HttpClient and nothing else: in order per connection, many connections side by side.</summary>
internal sealed class CallbackLoop : IAsyncDisposable
{
    private const int Lanes = 64;

    private static readonly MediaTypeHeaderValue Json = new("application/json", "utf-8");

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, MaxConnectionsPerServer = Lanes });
    private readonly Channel<(Guid Id, BodyTemplate Event, byte[] Context)>[] _lanes;
    private readonly Task[] _workers;

    public CallbackLoop()
    {
        _lanes = [.. Enumerable.Range(0, Lanes).Select(static _ => Channel.CreateUnbounded<(Guid, BodyTemplate, byte[])>())];
        _workers = [.. _lanes.Select(lane => Task.Run(() => WorkAsync(lane.Reader)))];
    }

    /// <summary>Where callbacks go: what the last create said.</summary>
    public Uri? Uri { get; set; }

    public void Post(Guid connection, BodyTemplate[] events, byte[] context)
    {
        var lane = _lanes[(uint)connection.GetHashCode() % Lanes].Writer;
        foreach (var each in events)
            lane.TryWrite((connection, each, context));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes)
            lane.Writer.TryComplete();

        await Task.WhenAll(_workers);
        _http.Dispose();
    }

    private async Task WorkAsync(ChannelReader<(Guid Id, BodyTemplate Event, byte[] Context)> lane)
    {
        await foreach (var (id, template, context) in lane.ReadAllAsync())
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Uri) { Content = new ByteArrayContent(template.Render(id, context)) };
            request.Content.Headers.ContentType = Json;
            request.Headers.TryAddWithoutValidation("Authorization", Bodies.Bearer);
            try
            {
                using var response = await _http.SendAsync(request, CancellationToken.None);
            }
            catch (HttpRequestException)
            {
                // The receiver of an earlier run is gone; a limit keeps nothing to send again.
            }
        }
    }
}
