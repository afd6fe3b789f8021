namespace CallGrains.LoadTest.Sink;

/// <summary>A receiver in its own process that takes callbacks without looking at them, or never answers.</summary>
internal static class BareSink
{
    /// <summary>Where callbacks are taken.</summary>
    public const string Path = "callbacks";

    /// <summary>Where nothing is ever answered.</summary>
    public const string StallPath = "stall";

    public static async Task RunAsync(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        await using var app = builder.Build();
        app.MapGet("/ready", static () => Results.Ok());
        app.MapPost(Path, static async (HttpRequest request) =>
        {
            await request.Body.CopyToAsync(Stream.Null);
            return Results.Ok();
        });
        app.MapPost(StallPath, static (HttpContext http) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted));
        await app.RunAsync();
    }
}
