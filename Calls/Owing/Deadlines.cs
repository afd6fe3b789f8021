using CallGrains.Calls.Hosting;
using CallGrains.Calls.State;

namespace CallGrains.Calls.Owing;

/// <summary>When a call next needs time, and when it can be forgotten.</summary>
internal static class Deadlines
{
    /// <summary>The next instant at which time alone changes the call; null when none does.</summary>
    public static DateTimeOffset? Next(CallState? state, CallRules rules)
    {
        if (state is null)
            return null;

        if (state.Phase == CallPhase.Ended)
            return IsSettledButForRepeats(state) && !state.Repeats.IsEmpty ? state.Repeats.Max(static record => record.At) + rules.RepeatMemory : null;

        DateTimeOffset? next = null;
        foreach (var invitation in state.Invitations)
            next = Earlier(next, invitation.Deadline);

        foreach (var move in state.Moves)
        {
            if (!move.IsCommitted)
                next = Earlier(next, move.Deadline);
        }

        return next;
    }

    /// <summary>Whether the call is over, owes nothing and nobody may ask about it any more: its row can go.</summary>
    public static bool IsForgettable(CallState state) => state.Repeats.IsEmpty && IsSettledButForRepeats(state);

    public static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one < other || other is null ? one : other;

    private static bool IsSettledButForRepeats(CallState state) =>
        state.Phase == CallPhase.Ended
        && state.Outbox.IsEmpty
        && state.Farewells.IsEmpty
        && state.Holds.IsEmpty
        && state.Moves.IsEmpty;
}
