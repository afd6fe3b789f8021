using CallGrains.Calls.Owing;

namespace CallGrains.Calls.Pump;

/// <content>What is told before the write it rests on, to calls and endpoints that are in the same write.</content>
public sealed partial class CallPump
{
    // What was taken since the last write began: it is offered once. What is owed still when the write is done is handed out again.
    private HashSet<DebtKey>? _ahead;

    /// <summary>Whether something is decided that must be written, and no write is under way.</summary>
    public bool MustWrite => _mustWrite && _writing is null;

    /// <summary>
    /// Gives an input that rests on a write to come. Whatever it changes is in that write: also an acknowledgement, which elsewhere
    /// needs none, for if the write fails it never came.
    /// </summary>
    internal void PostAhead(CallInput input, DateTimeOffset now)
    {
        if (!Acknowledgements.IsAcknowledgement(input))
        {
            Post(input, now);
            return;
        }

        var staged = Acknowledgements.Apply(_staged, input);
        _mustWrite |= !ReferenceEquals(staged, _staged);
        _staged = staged;
    }

    /// <summary>
    /// Offers the messages and notices that rest on what is staged. Who takes one carries it out now, and stores what comes of it
    /// in the same atomic write as this call. What is left is handed out after the write. Answers and events are never offered.
    /// </summary>
    internal void OfferAhead<TState>(TState state, Func<TState, CallEffect, bool> take)
    {
        // What a decision answers is among what it owes as well: who took the one may owe the other no longer.
        if (!MustWrite || Offer(_ready, state, take) | Offer(_staging, state, take) || _staged is null)
            return;

        _debts.Clear();
        Debts.CollectInternal(_staged, _context.Names, _outstanding, _debts);
        foreach (var debt in _debts)
        {
            if (debt.Effect is not null && _ahead?.Contains(debt.Key) != true && take(state, debt.Effect))
                _ = (_ahead ??= []).Add(debt.Key);
        }
    }

    private static bool Offer<TState>(List<CallEffect> effects, TState state, Func<TState, CallEffect, bool> take)
    {
        var left = 0;
        for (var i = 0; i < effects.Count; i++)
        {
            if (effects[i] is not (Send or Notify) || !take(state, effects[i]))
                effects[left++] = effects[i];
        }

        var taken = effects.Count - left;
        effects.RemoveRange(left, taken);
        return taken > 0;
    }
}
