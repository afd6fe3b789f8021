using CallGrains.Calls.Commands;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Replies;

namespace CallGrains.Calls.Tests.Bench;

/// <summary>Two calls and the messages between them, carried by hand one at a time: any can be left out, doubled or come late.</summary>
internal sealed class MovePair(CallBench target, CallBench source)
{
    public CallBench Target { get; } = target;

    public CallBench Source { get; } = source;

    /// <summary>Asks the target for these people; the id of the move.</summary>
    public Guid Post(params ReadOnlySpan<CommunicationIdentifier> people)
    {
        Target.Ask(Request([.. people])).ShouldBeOfType<AcceptedReply>();
        return Target.State!.Moves[^1].Id;
    }

    public MoveParticipants Request(params CommunicationIdentifier[] people) => new(1, Source.Key, "from", [.. people]) { OperationContext = "move" };

    /// <summary>The source gets the target's last request for this move.</summary>
    public Reserved Reserve(Guid move)
    {
        Source.Receive(Target.Messages.OfType<Reserve>().Last(message => message.Move == move));
        return Source.Messages.OfType<Reserved>().Last(message => message.Move == move);
    }

    /// <summary>The target gets the source's last grant for this move.</summary>
    public Decided Commit(Guid move)
    {
        Target.Receive(Source.Messages.OfType<Reserved>().Last(message => message.Move == move));
        return Target.Messages.OfType<Decided>().Last(message => message.Move == move);
    }

    /// <summary>The source gets the target's last decision of this move, and the target its acknowledgement if there is one.</summary>
    public void Complete(Guid move)
    {
        Source.Receive(Target.Messages.OfType<Decided>().Last(message => message.Move == move));
        if (Source.Messages.OfType<Ack>().LastOrDefault(message => message.Move == move) is { } ack)
            Target.Receive(ack);
    }

    /// <summary>One move from the request to its end.</summary>
    public void Move(params ReadOnlySpan<CommunicationIdentifier> people)
    {
        var move = Post(people);
        Reserve(move);
        Commit(move);
        Complete(move);
        Target.Cleared();
        Source.Cleared();
    }
}
