using CallGrains.Calls.Commands;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Calls.State;
using CallGrains.Calls.Turns;

namespace CallGrains.Calls.Roster;

/// <summary>
/// Reads. They change nothing and are judged on what is durable. A roster read waits while anybody is held for a move: only
/// then is the roster exactly who is in the call at that instant.
/// </summary>
internal static class RosterReads
{
    public static CallReply Read(CallState? state, LegCommand command, CallNames names, out HoldWait? wait)
    {
        wait = null;
        if (state?.FindLeg(command.Leg) is not { IsUp: true } leg)
            return Refusals.NotFound;

        switch (command)
        {
            case GetCall:
                return LegViews.Of(state, leg, names);
            case GetParticipants:
                if (!state.Holds.IsEmpty)
                    wait = new(Refusals.RosterInDoubt, IsRosterRead: true);
                return new RosterReply(RosterViews.Of(state));
            case GetParticipant one:
                if (state.IsHeld(one.Participant))
                    wait = new(Refusals.RosterInDoubt, IsRosterRead: false);
                return RosterViews.Find(state, one.Participant) is { } view ? new ParticipantReply(view) : Refusals.NoParticipant(null);
            default:
                throw new ArgumentException($"{command.GetType().Name} is not a read.", nameof(command));
        }
    }
}
