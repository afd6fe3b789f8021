using CallGrains.Calls.Codec;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Pump;
using CallGrains.Calls.Replies;
using CallGrains.Calls.Roster;
using CallGrains.Calls.State;
using CallGrains.Simulation.Worlds;

namespace CallGrains.Simulation.Defects;

/// <summary>A commit that is reported as written and is not.</summary>
internal sealed class CommitNotDurable : Defect
{
    public override bool LosesWrite(CallHost host, CallWrite write) =>
        Written(write)?.Moves.Any(move => move.IsCommitted && host.Seen?.Moves.Any(known => known.Id == move.Id && known.IsCommitted) != true) == true;

    private static CallState? Written(CallWrite write) => write.State.IsEmpty ? null : CallStateCodec.Decode(write.State.Span);
}

/// <summary>S2: the source's drop is acknowledged and not written, as if it could wait.</summary>
internal sealed class DropNotDurable : Defect
{
    public override bool LosesWrite(CallHost host, CallWrite write) =>
        host.Seen is { Holds.IsEmpty: false } && (write.State.IsEmpty || CallStateCodec.Decode(write.State.Span).Holds.IsEmpty);
}

/// <summary>An accepted request that is not stored.</summary>
internal sealed class AcceptNotDurable : Defect
{
    public override bool LosesWrite(CallHost host, CallWrite write) =>
        !write.State.IsEmpty && host.Seen is { } before && CallStateCodec.Decode(write.State.Span).Repeats.Length > before.Repeats.Length;
}

/// <summary>Messages of one kind leave once or never: S3, T5.</summary>
internal sealed class SentAtMost<T>(int times) : Defect
    where T : CallMessage
{
    private readonly Dictionary<Guid, int> _sent = [];

    public override IReadOnlyList<CallEffect> Effects(CallHost host, IReadOnlyList<CallEffect> effects) =>
        [.. effects.Where(effect => effect is not Send { Message: T message } || (_sent[message.Move] = _sent.GetValueOrDefault(message.Move) + 1) <= times)];
}

/// <summary>S2: the acknowledgement leaves before the write of the drop.</summary>
internal sealed class AckBeforeWrite(World world) : Defect
{
    public override IEnumerable<CallInput> Inputs(CallHost host, CallInput input)
    {
        if (input is MessageInput { Message: Decided { Taken.IsEmpty: false } decided } && host.Seen?.Holds.Any(hold => hold.Move == decided.Move) == true)
            world.Carry(host, new Send(decided.From, new Ack(decided.Move, host.Key)));

        return [input];
    }
}

/// <summary>A roster read is answered while people are held.</summary>
internal sealed class ReadServedInDoubt(World world) : Defect
{
    public override IEnumerable<CallInput> Inputs(CallHost host, CallInput input)
    {
        if (input is not CommandInput { Command: GetParticipants, Ticket: var ticket } || host.Seen is not { Holds.IsEmpty: false } state)
            return [input];

        world.Carry(host, new Answer(ticket, new RosterReply(RosterViews.Of(state))));
        return [];
    }
}

/// <summary>A command that waited for people held is dropped instead of refused.</summary>
internal sealed class WaitingForgotten : Defect
{
    public override IReadOnlyList<CallEffect> Effects(CallHost host, IReadOnlyList<CallEffect> effects) =>
        [.. effects.Where(static effect => effect is not Answer { Reply: Refusal { Code: "8519" } })];
}

/// <summary>An event is handed out together with its predecessor.</summary>
internal sealed class EventsOvertake : Defect
{
    private readonly List<CallEffect> _kept = [];

    public override IReadOnlyList<CallEffect> Effects(CallHost host, IReadOnlyList<CallEffect> effects)
    {
        // Settles the first on the engine's side only, so that the next leaves while delivery still tries the first.
        foreach (var effect in effects)
        {
            if (effect is Deliver deliver)
                _kept.Add(deliver);
        }

        return effects;
    }

    public override IEnumerable<CallInput> Inputs(CallHost host, CallInput input)
    {
        foreach (var deliver in _kept.OfType<Deliver>().Where(deliver => deliver.Event.Stream.Call == host.Key).ToList())
        {
            _kept.Remove(deliver);
            yield return new EventSettled(deliver.Event.Stream.Leg, deliver.Event.Id);
        }

        yield return input;
    }
}

/// <summary>What rests on absence is said by a stale owner too.</summary>
internal sealed class StaleOwnersTrusted : Defect
{
    public override bool TrustsStaleOwners => true;
}

/// <summary>A write of several calls that is not atomic.</summary>
internal sealed class JointWriteTorn : Defect
{
    public override bool TearsJointWrites => true;
}
