using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CallGrains.LoadTest.Measuring;

namespace CallGrains.LoadTest.Sink;

/// <summary>Receives callbacks on a free loopback port, counts them, and lets a profile wait for one of a connection.</summary>
internal sealed class CallbackSink : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<(string Connection, string Type), TaskCompletionSource> _awaited = new();
    private readonly HashSet<string> _duplicates = [];
    private long _received;

    private CallbackSink(WebApplication app) => _app = app;

    public long Received => Volatile.Read(ref _received);

    /// <summary>From the sending of a request to the arrival of the event that bears its operation context.</summary>
    public LatencyHistogram Latency { get; private set; } = new();

    public string CallbackUri { get; private set; } = "";

    /// <summary>Where an answer takes 8 seconds.</summary>
    public string SlowUri => CallbackUri.Replace("/callbacks", "/slow", StringComparison.Ordinal);

    /// <summary>Where every answer is 503.</summary>
    public string FailingUri => CallbackUri.Replace("/callbacks", "/failing", StringComparison.Ordinal);

    public static async Task<CallbackSink> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var sink = new CallbackSink(builder.Build());
        sink._app.MapPost("/callbacks", sink.ReceiveAsync);
        sink._app.MapPost("/slow", sink.ReceiveSlowlyAsync);
        sink._app.MapPost("/failing", static () => Results.StatusCode(503));
        await sink._app.StartAsync();
        sink.CallbackUri = sink._app.Urls.Single() + "/callbacks";
        return sink;
    }

    /// <summary>The operation context that carries the moment a request was (to be) sent.</summary>
    public static string Stamp(long timestamp) => timestamp.ToString(CultureInfo.InvariantCulture);

    public void ResetLatency() => Latency = new();

    /// <summary>Promises the next event of a type of a connection; to be called before what causes it, where the id is known by then.</summary>
    public Task WaitAsync(string connection, string type, TimeSpan timeout) =>
        _awaited.GetOrAdd((connection, type), static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(timeout);

    public void Forget(string connection, string type) => _awaited.TryRemove((connection, type), out _);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> ReceiveSlowlyAsync(HttpRequest request)
    {
        await Task.Delay(TimeSpan.FromSeconds(8), TimeProvider.System, request.HttpContext.RequestAborted);
        return await ReceiveAsync(request);
    }

    private async Task<IResult> ReceiveAsync(HttpRequest request)
    {
        using var json = await JsonDocument.ParseAsync(request.Body);
        var cloudEvent = json.RootElement[0];
        var type = cloudEvent.GetProperty("type").GetString()!;
        var data = cloudEvent.GetProperty("data");
        var connection = data.GetProperty("callConnectionId").GetString()!;
        lock (_duplicates)
        {
            if (!_duplicates.Add(cloudEvent.GetProperty("id").GetString()!))
                return Results.Ok();
        }

        // CallDisconnected gives back the context of the create, long after.
        if (!type.EndsWith("CallDisconnected", StringComparison.Ordinal)
            && data.TryGetProperty("operationContext", out var context)
            && long.TryParse(context.GetString(), CultureInfo.InvariantCulture, out var sent))
        {
            Latency.Add(Stopwatch.GetElapsedTime(sent));
        }

        Interlocked.Increment(ref _received);
        _awaited.GetOrAdd((connection, type), static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        return Results.Ok();
    }
}
