using CallGrains.Calls.Ending;
using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.State;
using CallGrains.Calls.Transfers;
using CallGrains.Calls.Turns;

namespace CallGrains.Calls.Ringing;

/// <summary>What it means for a call that an invitation was answered, or that it was not.</summary>
internal static class RingOutcomes
{
    /// <summary>A person picked up.</summary>
    public static void AnsweredByPerson(Turn turn, Invitation invitation)
    {
        if (Obstacle(turn, invitation.Target) is { } obstacle)
        {
            Failed(turn, invitation, obstacle);
            return;
        }

        Ringer.Remove(turn, invitation);
        if (invitation is { Purpose: InvitationPurpose.Transfer, TransfereeLeaves: true })
        {
            // The target talks to the transferee from here on, outside of this call.
            Ringer.SayBye(turn, invitation.Participation, invitation.Target, Results.Transferred);
        }
        else
        {
            var person = new Participant(invitation.Participation, 0, invitation.Target);
            turn.State = turn.State with { Roster = turn.State.Roster.Add(person) };
        }

        Joined(turn, invitation);
    }

    /// <summary>An app answered in the place of the one who was called, and now has a leg of its own.</summary>
    public static void AnsweredByApp(Turn turn, Invitation invitation, Leg leg)
    {
        Ringer.Stop(turn, invitation, Results.TakenByApp);
        turn.State = turn.State with { LastLeg = leg.Number, Legs = turn.State.Legs.Add(leg) };

        // First, since what follows from a transfer may leave this app alone, and end the call.
        turn.Emit(leg, CallEventKind.CallConnected, ResultInformation.Success, new() { OperationContext = leg.OperationContext });
        Joined(turn, invitation);
    }

    /// <summary>The invitation led to nothing.</summary>
    public static void Failed(Turn turn, Invitation invitation, ResultInformation reason)
    {
        Ringer.Stop(turn, invitation, reason);
        switch (invitation.Purpose)
        {
            case InvitationPurpose.Create when turn.State.Phase == CallPhase.Connecting:
                if (turn.State.Invitations.IsEmpty)
                    CallEnd.End(turn, reason);
                break;
            case InvitationPurpose.Incoming:
                CallEnd.End(turn, reason);
                break;
            default:
                TellFailure(turn, invitation, reason);
                CallEnd.EndIfAlone(turn, Results.OnlyOneLeft);
                break;
        }
    }

    /// <summary>The event that tells the leg which asked that nothing came of the invitation.</summary>
    public static void TellFailure(Turn turn, Invitation invitation, ResultInformation reason)
    {
        if (turn.State.FindLeg(invitation.Leg) is not { IsUp: true } leg)
            return;

        if (invitation.Purpose == InvitationPurpose.Add)
            turn.Emit(leg, CallEventKind.AddParticipantFailed, reason, Details(invitation) with { Participant = invitation.Asked });
        else if (invitation.Purpose == InvitationPurpose.Transfer)
            turn.Emit(leg, CallEventKind.CallTransferFailed, reason, Details(invitation));
    }

    public static EventDetails Details(Invitation invitation) => new()
    {
        CallbackUri = invitation.CallbackUri,
        OperationContext = invitation.OperationContext,
        TraceParent = invitation.TraceParent,
    };

    private static void Joined(Turn turn, Invitation invitation)
    {
        turn.RosterChanged = true;
        switch (invitation.Purpose)
        {
            case InvitationPurpose.Create or InvitationPurpose.Incoming:
                Establish(turn);
                break;
            case InvitationPurpose.Add:
                turn.State = turn.State with { IsGroup = true };
                if (turn.State.FindLeg(invitation.Leg) is { IsUp: true } leg)
                {
                    turn.Emit(leg, CallEventKind.AddParticipantSucceeded, ResultInformation.Success,
                        Details(invitation) with { Participant = invitation.Asked });
                }

                break;
            default:
                TransferDecisions.Accepted(turn, invitation);
                break;
        }
    }

    // The first answer makes the call connected; the others of a group call join one that is.
    private static void Establish(Turn turn)
    {
        if (turn.State.Phase != CallPhase.Connecting)
            return;

        turn.State = turn.State with { Phase = CallPhase.Connected };
        foreach (var leg in turn.State.Legs)
        {
            if (leg.Status != LegStatus.Connecting)
                continue;

            var connected = turn.Update(leg, leg with { Status = LegStatus.Connected });
            turn.Emit(connected, CallEventKind.CallConnected, ResultInformation.Success,
                new() { OperationContext = leg.OperationContext });
        }
    }

    private static ResultInformation? Obstacle(Turn turn, CommunicationIdentifier who)
    {
        if (turn.State.FindPerson(who) is not null || turn.State.IsHeld(who) || turn.State.FindApp(who) is not null)
            return Results.AlreadyPresent;

        return turn.State.Occupancy >= turn.Context.Rules.MaxParticipants ? Results.Full : null;
    }
}
