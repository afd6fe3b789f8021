using CallGrains.Calls.Events;
using CallGrains.Calls.Replies;

namespace CallGrains.Calls.Turns;

/// <summary>Whether a call can take one more leg.</summary>
internal static class LegRoom
{
    /// <summary>Forgets the ended legs nothing refers to any more, then refuses one leg too many.</summary>
    public static Refusal? Refuse(Turn turn)
    {
        var state = turn.State;
        turn.State = state with
        {
            Legs = state.Legs.RemoveAll(leg =>
                !leg.IsUp
                && !state.Outbox.Any(pending => pending.Leg == leg.Number)
                && !state.Repeats.Any(record => record.Leg == leg.Number)),
        };

        return turn.State.Occupancy >= turn.Context.Rules.MaxParticipants
            || turn.State.Legs.Length >= turn.Context.Rules.MaxLegs
            || turn.State.LastLeg == ushort.MaxValue
            ? Refusals.TooMany(Results.Full.Message)
            : null;
    }
}
