using CallGrains.Calls.Codec;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Pump;
using CallGrains.Calls.Replies;
using CallGrains.Grains.Abstractions.Endpoints;
using CallGrains.Grains.Abstractions.Events;

namespace CallGrains.Grains.Calls;

/// <content>What follows from a decision once it is stored.</content>
public sealed partial class CallGrain
{
    // Answers to messages that rest on a record being absent here; each waits for a fresh look at storage.
    private readonly List<Send> _unproven = [];

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
                    GrainFactory.GetGrain<IEndpointGrain>(EndpointKeys.Of(notify.Notice.Endpoint.RawId))
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
            case Deliver deliver:
                GrainFactory.GetGrain<IEventPublisherGrain>(deliver.Event.ConnectionId)
                    .DeliverAsync(new(WireCodec.Encode(deliver.Event))).Ignore();
                break;
            case Overflow overflow:
                GrainFactory.GetGrain<IEventPublisherGrain>(overflow.Event.ConnectionId)
                    .BuryAsync(new(WireCodec.Encode(overflow.Event))).Ignore();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(effect), effect, "Nothing that is handed over.");
        }
    }

    private void Complete(object ticket, CallReply reply)
    {
        if (_open.Remove(ticket))
            _ = ((TaskCompletionSource<CallReply>)ticket).TrySetResult(reply);
    }
}
