using CallGrains.Calls.Codec;
using CallGrains.Calls.Events;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Pump;
using CallGrains.Calls.Replies;
using CallGrains.Grains.Abstractions;
using CallGrains.Grains.Hosting;

namespace CallGrains.Grains.Calls;

/// <content>What follows from a decision once it is stored.</content>
public sealed partial class CallGrain
{
    // Answers to messages that rest on a record being absent here; each waits for a fresh look at storage.
    private readonly List<Send> _unproven = [];

    // Events of the call itself that are to be told to event subscriptions.
    private readonly Queue<CallbackEvent> _untold = new();
    private bool _isTelling;

    private void CarryOut()
    {
        foreach (var effect in _pump!.TakeEffects())
        {
            switch (effect)
            {
                case Answer answer:
                    Complete(answer.Ticket, answer.Reply);
                    break;
                case Send { RestsOnAbsence: true } send:
                    _unproven.Add(send);
                    break;
                case Send send:
                    Tell(send.To, send.Message);
                    break;
                case Notify notify:
                    GrainFactory.GetEndpoint(notify.Notice.Endpoint.RawId)
                        .NoticeAsync(new(WireCodec.Encode(notify.Notice))).Ignore();
                    break;
                case Deliver deliver:
                    _handover.Add(deliver.Event, effect, _host.Now);
                    HandOver(effect);
                    break;
                case Overflow overflow:
                    _handover.Add(overflow.Event, effect, _host.Now);
                    HandOver(effect);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(effect), effect, "Not an effect of a call.");
            }
        }
    }

    private void Tell(CallKey to, CallMessage message) => GrainFactory.GetCall(to).TellAsync(new(WireCodec.Encode(message))).Ignore();

    private void HandOver(CallEffect effect)
    {
        switch (effect)
        {
            case Deliver { Event.Facts: not null } deliver:
                _untold.Enqueue(deliver.Event);
                TellOfLife();
                break;
            case Overflow { Event.Facts: not null } overflow:
                _untold.Enqueue(overflow.Event);
                TellOfLife();
                break;
            case Deliver deliver:
                GrainFactory.GetPublisher(deliver.Event.ConnectionId)
                    .DeliverAsync(new(WireCodec.Encode(deliver.Event))).Ignore();
                break;
            case Overflow overflow:
                GrainFactory.GetPublisher(overflow.Event.ConnectionId)
                    .BuryAsync(new(WireCodec.Encode(overflow.Event))).Ignore();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(effect), effect, "Nothing that is handed over.");
        }
    }

    private void TellOfLife()
    {
        if (!_isTelling)
            TellOfLifeAsync().Ignore();
    }

    // One message after the other: these events are not held back until the one before is settled, and single messages to a grain
    // that is only being activated may overtake each other.
    private async Task TellOfLifeAsync()
    {
        _isTelling = true;
        try
        {
            while (_untold.Count > 0)
            {
                CallbackEvent[] events = [.. _untold];
                _untold.Clear();
                await GrainFactory.GetPublisher(events[0].ConnectionId)
                    .PublishAsync([.. events.Select(static one => new Payload(WireCodec.Encode(one)))]);
            }
        }
        finally
        {
            // What was not taken is handed over again.
            _untold.Clear();
            _isTelling = false;
        }
    }

    private void Complete(object ticket, CallReply reply)
    {
        if (_open.Remove(ticket))
            _ = ((TaskCompletionSource<CallReply>)ticket).TrySetResult(reply);
    }
}
