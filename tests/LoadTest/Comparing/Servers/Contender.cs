using CallGrains.LoadTest.Limits;

namespace CallGrains.LoadTest.Comparing.Servers;

/// <summary>Something that is measured: a limit, or the engine on one of its stores.</summary>
/// <param name="Name">The name in tables.</param>
/// <param name="StartAsync">Starts a fresh one.</param>
internal sealed record Contender(string Name, Func<CancellationToken, Task<ServerProcess>> StartAsync)
{
    private const string NoLimits = "1000000";

    private static readonly string Tool = typeof(Contender).Assembly.Location;

    // The limits run with one heap, as this tool and the gateway do: on two cores that is the faster of both for them too.
    private static readonly Dictionary<string, string> AsBuilt = [];

    // What web apps get by default.
    private static readonly Dictionary<string, string> OfWebApps = new() { ["DOTNET_gcServer"] = "1" };

    public static Contender Of(Limit limit, byte[] key) => new($"L{(int)limit}", cancellationToken => ServerProcess.StartAsync(
        Tool,
        ["limit", limit.ToString(), "--key", Convert.ToBase64String(key), "--url", "{url}"],
        key,
        AsBuilt,
        LimitServer.ReadyPath,
        cancellationToken));

    /// <summary>An ASP.NET app that does nothing.</summary>
    public static Contender EmptyApp() => new("empty app", cancellationToken => ServerProcess.StartAsync(
        Tool, [Limits.EmptyApp.Command, "{url}"], [], OfWebApps, "/", cancellationToken));

    /// <summary>A receiver of callbacks.</summary>
    public static Contender Sink() => new("sink", cancellationToken => ServerProcess.StartAsync(
        Tool, ["sink", "--url", "{url}"], [], new Dictionary<string, string>(), "/ready", cancellationToken));

    /// <summary>The engine, without the bound on requests of one client, which is not what is measured.</summary>
    public static Contender Engine(string gateway, string store, string data, byte[] key, params (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string>
        {
            ["CallGrains__AccessKeys__0"] = Convert.ToBase64String(key),
            ["CallGrains__RateLimit__PermitsPerSecond"] = NoLimits,
            ["CallGrains__RateLimit__Burst"] = NoLimits,
            ["Logging__LogLevel__Default"] = "Warning",
        };
        foreach (var (name, value) in settings)
            environment[name] = value;

        return new(store, cancellationToken => ServerProcess.StartAsync(
            gateway, ["--store", store, "--data", data, "--urls", "{url}"], key, environment, "/health/ready", cancellationToken));
    }
}
