using CallGrains.Grains.Events;
using CallGrains.Grains.Hosting;

namespace CallGrains.Silo.Hosting;

/// <summary>Sees to it that requests about event subscriptions meet what any other gateway has changed before.</summary>
/// <remarks>
/// The last step before the endpoints: it may hold a request as long as one question lasts, and only those that were let in, and
/// that somebody serves.
/// </remarks>
/// <param name="next">The endpoints.</param>
/// <param name="subscriptions">The copy of this process.</param>
/// <param name="asking">Asks for it, and asks again.</param>
internal sealed class FreshSubscriptions(RequestDelegate next, ClusterSubscriptions subscriptions, Asking asking)
{
    // How the names of their operations begin.
    private const string Operations = "EventSubscriptions_";

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName.StartsWith(Operations, StringComparison.Ordinal) == true)
        {
            _ = await asking.AskAsync(
                () => subscriptions.RefreshAsync(http.RequestAborted).AsTask(), "The owner of the event subscriptions", http.RequestAborted);
        }

        await next(http);
    }
}
