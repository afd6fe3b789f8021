using CallGrains.Calls.Commands;
using CallGrains.Calls.Replies;
using CallGrains.Calls.Roster;
using CallGrains.Calls.State;
using CallGrains.Calls.Turns;

namespace CallGrains.Calls.Repeats;

/// <summary>
/// Requests that come again (AUTH section 4): a repeat is answered as the first was, with the state of now, and executes
/// nothing. Only accepted requests are remembered: a refused one changed nothing and may be tried again.
/// </summary>
internal static class RepeatDecisions
{
    /// <summary>The answer to a request that was executed before; null when this is the first time.</summary>
    public static CallReply? Answer(Turn turn, CallCommand command)
    {
        if (command.Repeat is not { } request || !turn.Exists)
            return null;

        foreach (var record in turn.State.Repeats)
        {
            if (record.Request.RequestId == request.RequestId)
                return record.Request.Hash == request.Hash ? Again(turn, command, record) : Refusals.RepeatDiffers;
        }

        return null;
    }

    /// <summary>Why an accepted request could not be remembered; then it is not executed.</summary>
    public static Refusal? CannotRemember(Turn turn, CallCommand command)
    {
        if (command.Repeat is null || !turn.Exists)
            return null;

        Forget(turn);
        return turn.State.Repeats.Length >= turn.Context.Rules.MaxRepeats
            ? Refusals.TooMany("Too many recent requests of this call are remembered.")
            : null;
    }

    /// <summary>Remembers an accepted request in the write of its effect.</summary>
    public static void Remember(Turn turn, CallCommand command, CallReply reply)
    {
        if (command.Repeat is not { } request || reply is Refusal)
            return;

        var leg = reply is ConnectionReply ? turn.State.LastLeg : (ushort)0;
        var result = reply is AcceptedReply { InvitationId: { } id } && command is AddParticipant ? Guid.Parse(id) : Guid.Empty;
        turn.State = turn.State with { Repeats = turn.State.Repeats.Add(new(request, turn.Now, leg, result)) };
    }

    /// <summary>Forgets the requests whose time is over.</summary>
    public static void Forget(Turn turn)
    {
        var repeats = turn.State.Repeats;
        var lapsed = 0;
        while (lapsed < repeats.Length && repeats[lapsed].At + turn.Context.Rules.RepeatMemory <= turn.Now)
            lapsed++;

        if (lapsed > 0)
            turn.State = turn.State with { Repeats = repeats.RemoveRange(0, lapsed) };
    }

    private static CallReply Again(Turn turn, CallCommand command, RepeatRecord record) => command switch
    {
        CreateCall or AnswerCall or ConnectCall =>
            turn.State.FindLeg(record.Leg) is { } leg ? LegViews.Of(turn.State, leg, turn.Context.Names) : Refusals.NotFound,
        PlaceIncomingCall or StartCall => new PlacedReply(turn.Context.Names.ServerCall),
        AddParticipant add => ParticipantCommands.AddReply(add, record.Result),
        MoveParticipants move => Moves.MoveTarget.Reply(move),
        CancelAddParticipant cancel => new AcceptedReply { OperationContext = cancel.OperationContext, InvitationId = cancel.InvitationId },
        LegOperation operation => new AcceptedReply { OperationContext = operation.OperationContext },
        _ => new AcceptedReply(),
    };
}
