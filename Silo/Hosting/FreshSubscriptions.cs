using System.Globalization;
using CallGrains.Grains.Events;
using CallGrains.Grains.Hosting;

namespace CallGrains.Silo.Hosting;

/// <summary>Sees to it that requests about event subscriptions meet what any other gateway has changed before.</summary>
/// <param name="next">The rest of the pipeline.</param>
/// <param name="subscriptions">The copy of this process.</param>
/// <param name="asking">Asks for it, and asks again.</param>
/// <param name="logger">The log.</param>
internal sealed partial class FreshSubscriptions(
    RequestDelegate next, ClusterSubscriptions subscriptions, Asking asking, ILogger<FreshSubscriptions> logger)
{
    private const string Path = "/simulator/eventSubscriptions";
    private const int RetryAfterSeconds = 2;

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase))
        {
            try
            {
                _ = await asking.AskAsync(
                    () => subscriptions.RefreshAsync(http.RequestAborted).AsTask(), "The owner of the event subscriptions", http.RequestAborted);
            }
            catch (IOException fault)
            {
                LogUnreachable(fault);
                http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                http.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
                return;
            }
        }

        await next(http);
    }

    [LoggerMessage(1, LogLevel.Warning, "The event subscriptions of the cluster could not be read.")]
    private partial void LogUnreachable(Exception fault);
}
