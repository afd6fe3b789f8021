using CallGrains.Calls.Commands;
using CallGrains.Calls.Ending;
using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Replies;
using CallGrains.Calls.Ringing;
using CallGrains.Calls.State;
using CallGrains.Calls.Turns;

namespace CallGrains.Calls.Roster;

/// <summary>Add, cancel and remove participants (SEMANTICS section 7).</summary>
internal static class ParticipantCommands
{
    public static CallReply Add(Turn turn, Leg leg, AddParticipant command)
    {
        if (command.Participant.Kind == IdentifierKind.PhoneNumber && command.SourceCallerIdNumber is null)
            return Refusals.Invalid("A phone number is called only with a caller id number.", "sourceCallerIdNumber");

        if (turn.State.Invitations.Length >= turn.Context.Rules.MaxInvitations)
            return Refusals.TooMany("Too many invitations are ringing in this call.");

        if (turn.State.IsHeld(command.Participant))
        {
            turn.Wait = new(Refusals.Conflict, IsRosterRead: false);
            return Refusals.Conflict;
        }

        var participation = turn.NewId();
        if (IsPresentOrRinging(turn.State, command.Participant))
        {
            turn.Emit(leg, CallEventKind.AddParticipantFailed, Results.AlreadyPresent, DetailsOf(command) with { Participant = command.Participant });
        }
        else
        {
            var timeout = command.InvitationTimeout is { Ticks: > 0 } asked ? asked : Ringer.DefaultTimeout(turn, command.Participant);
            Ringer.Begin(turn, Draft(turn, leg, command, participation), timeout);
        }

        return AddReply(command, participation);
    }

    /// <summary>The answer to an add, at its first and every repeated asking.</summary>
    public static AcceptedReply AddReply(AddParticipant command, Guid participation) => new()
    {
        OperationContext = command.OperationContext,
        InvitationId = participation.ToString("D"),
        Participants = [new(command.Participant, IsMuted: false, IsOnHold: false)],
    };

    public static CallReply Cancel(Turn turn, Leg leg, CancelAddParticipant command)
    {
        var details = DetailsOf(command) with { InvitationId = command.InvitationId };
        if (FindAdd(turn.State, command.InvitationId) is { } invitation)
        {
            var result = Results.InvitationCancelled(invitation.Asked);
            Ringer.Stop(turn, invitation, Results.Cancelled);
            turn.Emit(leg, CallEventKind.CancelAddParticipantSucceeded, result, details);
            if (invitation.Leg != leg.Number)
                RingOutcomes.TellFailure(turn, invitation, result);

            CallEnd.EndIfAlone(turn, Results.OnlyOneLeft);
        }
        else
        {
            turn.Emit(leg, CallEventKind.CancelAddParticipantFailed, Results.NoInvitation, details);
        }

        return new AcceptedReply { OperationContext = command.OperationContext, InvitationId = command.InvitationId };
    }

    public static CallReply Remove(Turn turn, Leg leg, RemoveParticipant command)
    {
        var who = command.Participant;
        if (leg.Identity.Equals(who))
            return Refusals.Invalid("An application leaves a call by hanging up.", "participantToRemove");

        if (turn.State.IsHeld(who))
        {
            turn.Wait = new(Refusals.Conflict, IsRosterRead: false);
            return Refusals.Conflict;
        }

        var details = DetailsOf(command) with { Participant = who };
        if (turn.State.FindPerson(who) is { } person)
        {
            turn.Emit(leg, CallEventKind.RemoveParticipantSucceeded, ResultInformation.Success, details);
            RosterChange.Depart(turn, person, Results.Removed);
            CallEnd.EndIfAlone(turn, Results.LeftAloneByRemoval);
        }
        else if (turn.State.FindApp(who) is { } app)
        {
            turn.Emit(leg, CallEventKind.RemoveParticipantSucceeded, ResultInformation.Success, details);
            CallEnd.LeaveLeg(turn, app, Results.Removed);
            CallEnd.EndIfAlone(turn, Results.LeftAloneByRemoval);
        }
        else
        {
            turn.Emit(leg, CallEventKind.RemoveParticipantFailed, Results.NotPresent(who), details);
        }

        return new AcceptedReply { OperationContext = command.OperationContext };
    }

    public static EventDetails DetailsOf(LegOperation command) =>
        new() { CallbackUri = command.OperationCallbackUri, OperationContext = command.OperationContext };

    private static Invitation Draft(Turn turn, Leg leg, AddParticipant command, Guid participation) =>
        new(participation, InvitationPurpose.Add, command.Participant, command.SourceCallerIdNumber ?? leg.Identity)
        {
            Target = command.Participant,
            Ring = 0,
            RingingSince = turn.Now,
            Deadline = turn.Now,
            Leg = leg.Number,
            OperationContext = command.OperationContext,
            CallbackUri = command.OperationCallbackUri,
            CallerDisplayName = command.SourceDisplayName,
            CustomContext = command.CustomContext,
        };

    private static bool IsPresentOrRinging(CallState state, CommunicationIdentifier who)
    {
        if (state.FindPerson(who) is not null || state.FindApp(who) is not null)
            return true;

        foreach (var invitation in state.Invitations)
        {
            if (invitation.Asked.Equals(who) || invitation.Target.Equals(who))
                return true;
        }

        return false;
    }

    private static Invitation? FindAdd(CallState state, string invitationId)
    {
        if (!Guid.TryParse(invitationId, out var id))
            return null;

        foreach (var invitation in state.Invitations)
        {
            if (invitation.Participation == id && invitation.Purpose == InvitationPurpose.Add)
                return invitation;
        }

        return null;
    }
}
