using CallGrains.LoadTest.Limits;

namespace CallGrains.LoadTest.Comparing;

/// <summary>Something that is measured: a limit, or the engine on one of its stores.</summary>
/// <param name="Name">The name in tables.</param>
/// <param name="StartAsync">Starts a fresh one.</param>
internal sealed record Contender(string Name, Func<CancellationToken, Task<ServerProcess>> StartAsync)
{
    private const string NoLimits = "1000000";

    public static Contender Of(Limit limit, byte[] key) => new($"L{(int)limit}", cancellationToken => ServerProcess.StartAsync(
        typeof(Contender).Assembly.Location,
        ["limit", limit.ToString(), "--key", Convert.ToBase64String(key), "--url", "{url}"],
        key,
        new Dictionary<string, string>(),
        "/ready",
        cancellationToken));

    /// <summary>A receiver of callbacks.</summary>
    public static Contender Sink() => new("sink", cancellationToken => ServerProcess.StartAsync(
        typeof(Contender).Assembly.Location, ["sink", "--url", "{url}"], [], new Dictionary<string, string>(), "/ready", cancellationToken));

    /// <summary>The engine, without the bound on requests of one client, which is not what is measured.</summary>
    public static Contender Engine(string gateway, string store, string data, byte[] key) => new(store, cancellationToken => ServerProcess.StartAsync(
        gateway,
        ["--store", store, "--data", data, "--urls", "{url}"],
        key,
        new Dictionary<string, string>
        {
            ["CallGrains__AccessKeys__0"] = Convert.ToBase64String(key),
            ["CallGrains__RateLimit__PermitsPerSecond"] = NoLimits,
            ["CallGrains__RateLimit__Burst"] = NoLimits,
            ["Logging__LogLevel__Default"] = "Warning",
        },
        "/health/ready",
        cancellationToken));
}
