using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Replies;
using CallGrains.Calls.State;
using CallGrains.Calls.Turns;

namespace CallGrains.Calls.Roster;

/// <summary>Mute, hold and unhold: marks on participants, told to all by ParticipantsUpdated.</summary>
internal static class MediaCommands
{
    public static CallReply Mute(Turn turn, MuteParticipants command)
    {
        for (var i = 0; i < command.Participants.Length; i++)
        {
            var who = command.Participants[i];
            if (who.Kind is not (IdentifierKind.CommunicationUser or IdentifierKind.TeamsExtensionUser))
                return Refusals.Invalid("Only Communication Services users can be muted.", $"targetParticipants[{i}]");

            if (Missing(turn, who, $"targetParticipants[{i}]") is { } refusal)
                return refusal;
        }

        foreach (var who in command.Participants)
            Mark(turn, who, static person => person with { IsMuted = true }, static leg => leg with { IsMuted = true });

        return new AcceptedReply { OperationContext = command.OperationContext };
    }

    public static CallReply Hold(Turn turn, Leg leg, HoldParticipant command)
    {
        if (Missing(turn, command.Participant, "targetParticipant") is { } refusal)
            return refusal;

        if (command.PromptIsPlayable)
            Mark(turn, command.Participant, static person => person with { IsOnHold = true }, static app => app with { IsOnHold = true });
        else
            turn.Emit(leg, CallEventKind.HoldFailed, Results.PromptFormat, ParticipantCommands.DetailsOf(command));

        return new AcceptedReply { OperationContext = command.OperationContext };
    }

    public static CallReply Unhold(Turn turn, UnholdParticipant command)
    {
        if (Missing(turn, command.Participant, "targetParticipant") is { } refusal)
            return refusal;

        Mark(turn, command.Participant, static person => person with { IsOnHold = false }, static leg => leg with { IsOnHold = false });
        return new AcceptedReply { OperationContext = command.OperationContext };
    }

    private static Refusal? Missing(Turn turn, CommunicationIdentifier who, string target)
    {
        if (turn.State.IsHeld(who))
        {
            turn.Wait = new(Refusals.Conflict, IsRosterRead: false);
            return Refusals.Conflict;
        }

        return turn.State.FindPerson(who) is null && turn.State.FindApp(who) is null ? Refusals.NoParticipant(target) : null;
    }

    private static void Mark(Turn turn, CommunicationIdentifier who, Func<Participant, Participant> mark, Func<Leg, Leg> markApp)
    {
        if (turn.State.FindPerson(who) is { } person)
        {
            var marked = mark(person);
            turn.RosterChanged |= marked != person;
            turn.State = turn.State with { Roster = turn.State.Roster.Replace(person, marked) };
        }
        else if (turn.State.FindApp(who) is { } leg)
        {
            var marked = markApp(leg);
            turn.RosterChanged |= marked != leg;
            turn.Update(leg, marked);
        }
    }
}
