namespace CallGrains.LoadTest.Limits;

/// <summary>Runs a limit: Kestrel and one handler, without routing, middleware, logging or any state.</summary>
internal static class LimitServer
{
    /// <summary>The path that is asked to see whether it serves.</summary>
    public const string ReadyPath = "/ready";

    /// <summary>Serves until the process is told to stop.</summary>
    public static async Task RunAsync(Limit limit, byte[] key, string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false);
        await using var app = builder.Build();
        await using var callbacks = limit == Limit.Callbacks ? new CallbackLoop() : null;
        var handler = new LimitHandler(limit >= Limit.Signed ? key : null, callbacks);
        app.Run(handler.ServeAsync);
        await app.RunAsync();
    }
}
