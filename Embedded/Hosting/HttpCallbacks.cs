using CallGrains.Calls.Events;
using CallGrains.Calls.Ids;
using CallGrains.Delivery.Callbacks;
using CallGrains.Delivery.EventGrid;
using CallGrains.Embedded.Engine;

namespace CallGrains.Embedded.Hosting;

/// <summary>Sends callbacks of legs to their webhooks, and events of calls to event subscriptions.</summary>
/// <param name="delivery">Delivery of callbacks.</param>
/// <param name="publisher">Publisher to event subscriptions.</param>
/// <param name="settlement">Told what is settled.</param>
internal sealed class HttpCallbacks(CallbackDelivery delivery, EventGridPublisher publisher, ICallbackSettlement settlement) : ICallbackDelivery
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
            await publisher.PublishAsync(ToLifecycle(callback, facts));
        }
        catch (OperationCanceledException)
        {
            // The node stops; the call still owes the event.
            return;
        }

        settlement.Settled(callback.Stream.Call, callback.Stream.Leg, callback.Id);
    }

    private static CallLifecycleEvent ToLifecycle(CallbackEvent callback, CallFacts facts)
    {
        var group = facts.Locator is { Kind: GroupLocatorKind.GroupCall } ofGroup ? ofGroup.Id : null;
        var room = facts.Locator is { Kind: GroupLocatorKind.Room } ofRoom ? ofRoom.Id : null;
        CallLifecycleEvent Base(CallLifecycleEvent happened) => happened with
        {
            Group = group,
            Room = room,
            IsTwoParty = facts.IsTwoParty,
        };

        var (id, time, server, correlation, by) =
            (callback.Id, callback.Time, callback.ServerCallId, callback.CorrelationId, facts.StartedBy);
        return callback.Kind switch
        {
            CallEventKind.CallStarted => Base(new CallStarted
            {
                Id = id, Time = time, ServerCallId = server, CorrelationId = correlation, StartedBy = by,
            }),
            CallEventKind.CallEnded => Base(new CallEnded(time - facts.StartedAt, callback.Result)
            {
                Id = id, Time = time, ServerCallId = server, CorrelationId = correlation, StartedBy = by,
            }),
            CallEventKind.CallParticipantAdded => Base(new CallParticipantAdded(callback.Participant!, callback.Id)
            {
                Id = id, Time = time, ServerCallId = server, CorrelationId = correlation, StartedBy = by,
            }),
            CallEventKind.CallParticipantRemoved => Base(new CallParticipantRemoved(callback.Participant!, callback.Id)
            {
                Id = id, Time = time, ServerCallId = server, CorrelationId = correlation, StartedBy = by,
            }),
            _ => throw new ArgumentOutOfRangeException(nameof(callback), callback.Kind, "Not an event of a call itself."),
        };
    }
}
