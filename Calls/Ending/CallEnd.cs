using CallGrains.Calls.Events;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Ringing;
using CallGrains.Calls.State;
using CallGrains.Calls.Transfers;
using CallGrains.Calls.Turns;

namespace CallGrains.Calls.Ending;

/// <summary>How a call, or one leg of it, comes to its end: what is pending fails first, CallDisconnected comes last.</summary>
internal static class CallEnd
{
    /// <summary>Ends the call with one result for all.</summary>
    public static void End(Turn turn, ResultInformation reason) => End(turn, reason, _ => reason);

    /// <summary>Ends the call for everybody. While people are held for a move it is only ending; <see cref="Finish"/> comes later.</summary>
    public static void End(Turn turn, ResultInformation reasonForPeople, Func<Leg, ResultInformation> reasonOf)
    {
        if (!turn.State.IsAlive)
            return;

        MoveTarget.AbortAll(turn, Results.CallEnded, leg: null);
        foreach (var invitation in turn.State.Invitations)
        {
            Ringer.Stop(turn, invitation, Results.Cancelled);
            RingOutcomes.TellFailure(turn, invitation, Results.CallEnded);
        }

        foreach (var person in turn.State.Roster)
            Ringer.SayBye(turn, person.Participation, person.Identifier, reasonForPeople);

        turn.State = turn.State with { Phase = CallPhase.Ending, Roster = [] };
        turn.RosterChanged = true;
        foreach (var leg in turn.State.Legs)
        {
            if (leg.IsUp)
                turn.Update(leg, leg with { EndResult = reasonOf(leg) });
        }

        Finish(turn);
    }

    /// <summary>Completes the end of a call once nobody is held any more.</summary>
    public static void Finish(Turn turn)
    {
        if (turn.State.Phase != CallPhase.Ending || !turn.State.Holds.IsEmpty)
            return;

        foreach (var leg in turn.State.Legs)
        {
            if (leg.IsUp)
                Disconnect(turn, leg, leg.EndResult ?? Results.EndedByApp);
        }

        // No leg is told any more, but a roster event still to be sent now shows another roster: it must not keep its version.
        turn.RosterChanged = true;
        turn.State = turn.State with { Phase = CallPhase.Ended };
    }

    /// <summary>Takes one app out of a call that goes on.</summary>
    public static void LeaveLeg(Turn turn, Leg leg, ResultInformation reason)
    {
        MoveTarget.AbortAll(turn, Results.CallEnded, leg.Number);
        foreach (var invitation in turn.State.Invitations)
        {
            // Whom the app was inviting for the call rings no longer; a call it created has its other targets ring on.
            if (invitation.Leg != leg.Number || invitation.Purpose is not (InvitationPurpose.Add or InvitationPurpose.Transfer))
                continue;

            Ringer.Stop(turn, invitation, Results.Cancelled);
            RingOutcomes.TellFailure(turn, invitation, Results.CallEnded);
        }

        Disconnect(turn, leg, reason);
        turn.RosterChanged = true;
        if (turn.State.FindApp(leg.Identity) is null)
            TransferDecisions.FailTransfersOf(turn, leg.Identity);
    }

    /// <summary>Ends the call when nobody is left to talk to.</summary>
    public static void EndIfAlone(Turn turn, ResultInformation reason)
    {
        if (turn.State.Phase != CallPhase.Connected || !IsDeserted(turn.State))
            return;

        End(turn, reason);
    }

    // A move not yet decided or somebody ringing may still bring company, and people held may come back.
    private static bool IsDeserted(CallState state)
    {
        if (!state.Invitations.IsEmpty || state.Moves.Any(static move => !move.IsCommitted))
            return false;

        var people = state.Roster.Length + state.HeldCount;
        var parties = state.Legs.Count(static leg => leg.IsUp);

        // An app that connected only listens in: two apps talk to each other only when they called and answered.
        var talkingApps = state.Legs.Count(static leg => leg.IsUp && leg.Kind != LegKind.Connect);
        if (people == 0)
            return talkingApps < 2;

        // A group or room call waits for others with one person in it.
        return people + parties < (state.Locator is null ? 2 : 1);
    }

    private static void Disconnect(Turn turn, Leg leg, ResultInformation reason)
    {
        if (leg.Status == LegStatus.Connecting)
        {
            // An app that hangs up before an answer ended its call well, but the create did not succeed.
            var failure = reason.Code == ResultInformation.Success.Code ? Results.Cancelled : reason;
            turn.Emit(leg, CallEventKind.CreateCallFailed, failure, new() { OperationContext = leg.OperationContext });
        }

        turn.Emit(leg, CallEventKind.CallDisconnected, reason, new() { OperationContext = leg.OperationContext });
        turn.Update(leg, leg with { Status = LegStatus.Disconnected, EndResult = null });
    }
}
