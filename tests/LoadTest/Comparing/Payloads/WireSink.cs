using System.Text.Json;

namespace CallGrains.LoadTest.Comparing.Payloads;

/// <summary>Receives callbacks and keeps how large each was.</summary>
internal sealed class WireSink : IAsyncDisposable
{
    private const string Prefix = "Microsoft.Communication.";

    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly List<(string Type, int Head, int Body)> _received = [];

    private WireSink(WebApplication app) => _app = app;

    public Uri Uri { get; private set; } = null!;

    /// <summary>Where callbacks are taken and forgotten.</summary>
    public Uri Elsewhere => new(Uri, "/elsewhere");

    public static async Task<WireSink> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var sink = new WireSink(builder.Build());
        sink._app.Run(sink.ReceiveAsync);
        await sink._app.StartAsync();
        sink.Uri = new(sink._app.Urls.Single() + "/callbacks");
        return sink;
    }

    public IReadOnlyList<(string Type, int Head, int Body)> Received
    {
        get
        {
            lock (_lock)
                return [.. _received];
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        using var json = JsonDocument.Parse(body.ToArray());
        var type = json.RootElement[0].GetProperty("type").GetString()!;
        var head = http.Request.Headers.Sum(static header => header.Key.Length + header.Value.ToString().Length + 4);
        if (http.Request.Path != Uri.AbsolutePath)
            return;

        lock (_lock)
            _received.Add((type.StartsWith(Prefix, StringComparison.Ordinal) ? type[Prefix.Length..] : type, head, (int)body.Length));
    }
}
