using CallGrains.Calls.Commands;
using CallGrains.Calls.Ending;
using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Replies;
using CallGrains.Calls.Ringing;
using CallGrains.Calls.State;
using CallGrains.Calls.Turns;

namespace CallGrains.Calls.Transfers;

/// <summary>
/// Transfers (SEMANTICS section 6). In a 1:1 call the target takes the app's place; in a group call the transferee leaves with
/// the target. Until the target answers nothing changes, so a transfer that fails leaves the call as it was.
/// </summary>
internal static class TransferDecisions
{
    public static CallReply Transfer(Turn turn, Leg leg, TransferToParticipant command)
    {
        if (Check(turn, leg, command) is { } refusal)
            return refusal;

        var transferee = command.Transferee ?? OtherParty(turn.State, leg);
        if (turn.State.IsHeld(command.Target) || (transferee is not null && turn.State.IsHeld(transferee)))
        {
            turn.Wait = new(Refusals.Conflict, IsRosterRead: false);
            return Refusals.Conflict;
        }

        var details = new EventDetails { CallbackUri = command.OperationCallbackUri, OperationContext = command.OperationContext };
        if (Obstacle(turn.State, leg, command, transferee) is { } obstacle)
            turn.Emit(leg, CallEventKind.CallTransferFailed, obstacle, details);
        else
            Ring(turn, leg, command, transferee!);

        return new AcceptedReply { OperationContext = command.OperationContext };
    }

    /// <summary>The target picked up.</summary>
    public static void Accepted(Turn turn, Invitation invitation)
    {
        var leg = turn.State.FindLeg(invitation.Leg);
        if (leg is { IsUp: true })
        {
            turn.Emit(leg, CallEventKind.CallTransferAccepted, ResultInformation.Success, RingOutcomes.Details(invitation) with
            {
                TransferTarget = invitation.Asked,
                Transferee = invitation.Transferee,
            });
        }

        if (invitation.TransfereeLeaves)
        {
            if (turn.State.FindPerson(invitation.Transferee!) is { } transferee)
                RosterChange.Depart(turn, transferee, Results.Transferred);
        }
        else if (leg is { IsUp: true })
        {
            CallEnd.LeaveLeg(turn, leg, Results.EndedByApp);
        }

        CallEnd.EndIfAlone(turn, Results.OnlyOneLeft);
    }

    /// <summary>Whoever was to be handed over is gone: the target rings for nothing.</summary>
    public static void FailTransfersOf(Turn turn, CommunicationIdentifier transferee)
    {
        foreach (var invitation in turn.State.Invitations)
        {
            if (invitation.Purpose != InvitationPurpose.Transfer || !transferee.Equals(invitation.Transferee))
                continue;

            Ringer.Stop(turn, invitation, Results.Cancelled);
            RingOutcomes.TellFailure(turn, invitation, Results.TransfereeLeft);
        }
    }

    /// <summary>Whether a transfer of this person is under way; then the person is not free to be moved.</summary>
    public static bool IsBeingTransferred(CallState state, CommunicationIdentifier who)
    {
        foreach (var invitation in state.Invitations)
        {
            if (invitation.Purpose == InvitationPurpose.Transfer && who.Equals(invitation.Transferee))
                return true;
        }

        return false;
    }

    private static Refusal? Check(Turn turn, Leg leg, TransferToParticipant command)
    {
        if (turn.State.IsGroup && command.Transferee is null)
            return Refusals.Invalid("In a group call the one who is transferred must be named.", "transferee");

        if (command.Target.Equals(command.Transferee))
            return Refusals.Invalid("Nobody can be transferred to themselves.", "targetParticipant");

        if (command.Transferee is { } named && leg.Identity.Equals(named))
            return Refusals.Invalid("The application itself cannot be transferred.", "transferee");

        return turn.State.Invitations.Length >= turn.Context.Rules.MaxInvitations
            ? Refusals.TooMany("Too many invitations are ringing in this call.")
            : null;
    }

    private static ResultInformation? Obstacle(CallState state, Leg leg, TransferToParticipant command, CommunicationIdentifier? transferee)
    {
        if (transferee is null)
            return Results.NotPresent(command.Target);

        // In a 1:1 call the other party may be an app too: it stays, with the target in the place of this one.
        var isPresent = state.FindPerson(transferee) is not null
            || (!state.IsGroup && state.FindApp(transferee) is { } app && app.Number != leg.Number);
        if (!isPresent)
            return Results.NotPresent(transferee);

        if (IsBeingTransferred(state, transferee))
            return Results.TransferConflict;

        return state.FindPerson(command.Target) is not null || state.FindApp(command.Target) is not null ? Results.AlreadyPresent : null;
    }

    private static void Ring(Turn turn, Leg leg, TransferToParticipant command, CommunicationIdentifier transferee) =>
        Ringer.Begin(
            turn,
            new(turn.NewId(), InvitationPurpose.Transfer, command.Target, command.SourceCallerIdNumber ?? transferee)
            {
                Target = command.Target,
                Ring = 0,
                RingingSince = default,
                Deadline = default,
                Leg = leg.Number,
                OperationContext = command.OperationContext,
                CallbackUri = command.OperationCallbackUri,
                CustomContext = command.CustomContext,
                Transferee = transferee,
                TransfereeLeaves = turn.State.IsGroup,
            },
            turn.Context.Rules.TransferTimeout);

    private static CommunicationIdentifier? OtherParty(CallState state, Leg leg)
    {
        foreach (var person in state.Roster)
            return person.Identifier;

        foreach (var hold in state.Holds)
            return hold.Entries[0].Identifier;

        foreach (var other in state.Legs)
        {
            if (other.IsUp && other.Number != leg.Number)
                return other.Identity;
        }

        return null;
    }
}
