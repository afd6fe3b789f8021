using CallGrains.Calls.Events;
using CallGrains.Delivery.Callbacks;
using CallGrains.Delivery.EventGrid;
using CallGrains.Embedded.Engine;
using Microsoft.Extensions.Logging;

namespace CallGrains.Embedded.Hosting;

/// <summary>Sends callbacks of legs to their webhooks, and events of calls to event subscriptions.</summary>
/// <param name="delivery">Delivery of callbacks.</param>
/// <param name="publisher">Publisher to event subscriptions.</param>
/// <param name="settlement">Told what is settled.</param>
/// <param name="logger">Told of faults of our own.</param>
internal sealed partial class HttpCallbacks(
    CallbackDelivery delivery, EventGridPublisher publisher, ICallbackSettlement settlement, ILogger<HttpCallbacks> logger) : ICallbackDelivery
{
    public void Deliver(CallbackEvent callback)
    {
        if (callback.Facts is { } facts)
            _ = PublishAsync(callback, facts);
        else
            delivery.Deliver(callback);
    }

    public void Bury(CallbackEvent callback)
    {
        if (callback.Facts is { } facts)
            _ = PublishAsync(callback, facts);
        else
            delivery.Overflow(callback);
    }

    // Settled when the subscriptions have it; one that is away holds this up for the time of one try only.
    private async Task PublishAsync(CallbackEvent callback, CallFacts facts)
    {
        try
        {
            await publisher.PublishAsync(CallLifecycleEvent.From(callback, facts));
        }
        catch (OperationCanceledException)
        {
            // The node stops; the call still owes the event.
            return;
        }
        catch (Exception fault)
        {
            // The call goes on owing the event, and while it does it stays in memory: it publishes the event again after a restart.
            LogNotPublished(callback.Kind, callback.Id, fault);
            return;
        }

        settlement.Settled(callback.Stream.Call, callback.Stream.Leg, callback.Id);
    }

    [LoggerMessage(1, LogLevel.Error, "{kind} {eventId} was not published")]
    private partial void LogNotPublished(CallEventKind kind, Guid eventId, Exception fault);
}
