namespace CallGrains.LoadTest.Sink;

/// <summary>A receiver in its own process that takes callbacks without looking at them, or never answers.</summary>
internal static class BareSink
{
    /// <summary>Where callbacks are taken, whatever follows it.</summary>
    public const string Path = "callbacks";

    /// <summary>Where nothing is ever answered, whatever follows it.</summary>
    public const string StallPath = "stall";

    public static async Task RunAsync(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        await using var app = builder.Build();
        app.Run(static async http =>
        {
            await http.Request.Body.CopyToAsync(Stream.Null);
            if (http.Request.Path.StartsWithSegments("/" + StallPath, StringComparison.Ordinal))
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            http.Response.ContentLength = 0;
        });
        await app.RunAsync();
    }
}
