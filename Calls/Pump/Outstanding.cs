using System.Runtime.InteropServices;
using CallGrains.Calls.Hosting;
using CallGrains.Calls.Owing;

namespace CallGrains.Calls.Pump;

/// <summary>What is owed and was handed out already, and when it is handed out again if nobody confirms it.</summary>
internal sealed class Outstanding(CallRules rules)
{
    // Null while nothing is owed: an idle call in memory keeps nothing here.
    private Dictionary<DebtKey, Attempt>? _attempts;
    private int _round;

    public bool IsEmpty => _attempts is null;

    /// <summary>When the next thing is handed out again; null when nothing is.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            DateTimeOffset? next = null;
            if (_attempts is null)
                return null;

            foreach (var attempt in _attempts.Values)
                next = Deadlines.Earlier(next, attempt.Next);

            return next;
        }
    }

    /// <summary>Whether something need not be made again, because it was handed out and its time has not come.</summary>
    public bool IsKnown(DebtKey debt) => _attempts is not null && _attempts.TryGetValue(debt, out var attempt) && !attempt.IsExpired;

    /// <summary>Lets everything whose time has come be made again.</summary>
    public void Expire(DateTimeOffset now) => Expire(now, static (_, attempt, now) => attempt.Next <= now);

    /// <summary>Asks the other calls again at once: somebody waits for their answer.</summary>
    public void ExpireHolds() => Expire(DebtKind.Reserved, static (debt, _, kind) => debt.Kind == kind);

    /// <summary>Takes over what is owed now: hands out what is new or due again, forgets what is owed no longer.</summary>
    public void Update<TState>(List<Debt> debts, DateTimeOffset now, TState state, Action<TState, CallEffect> handOut)
    {
        if (debts.Count == 0)
        {
            _attempts = null;
            return;
        }

        _attempts ??= [];
        _round++;
        foreach (var debt in debts)
        {
            ref var attempt = ref CollectionsMarshal.GetValueRefOrAddDefault(_attempts, debt.Key, out var isKnown);
            isKnown &= !attempt.IsExpired;
            if (debt.Effect is not null && !isKnown)
            {
                var tries = attempt.Tries + 1;
                attempt = new(tries, NextTry(debt.Key.Kind, tries, now));
                handOut(state, debt.Effect);
            }

            attempt.Round = _round;
        }

        if (_attempts.Count > debts.Count)
            ForgetOtherRounds(_attempts);
    }

    private void ForgetOtherRounds(Dictionary<DebtKey, Attempt> attempts)
    {
        foreach (var (key, attempt) in attempts)
        {
            if (attempt.Round != _round)
                attempts.Remove(key);
        }
    }

    private void Expire<TState>(TState state, Func<DebtKey, Attempt, TState, bool> isOver)
    {
        if (_attempts is null)
            return;

        foreach (var (key, attempt) in _attempts)
        {
            if (isOver(key, attempt, state))
                CollectionsMarshal.GetValueRefOrNullRef(_attempts, key).IsExpired = true;
        }
    }

    // Delivery retries events by itself and answers for each; everything else is repeated from here.
    private DateTimeOffset? NextTry(DebtKind kind, int tries, DateTimeOffset now)
    {
        if (kind is DebtKind.Event or DebtKind.Overflow)
            return null;

        var pause = rules.ResendAfter * Math.Pow(2, Math.Min(tries - 1, 20));
        return now + (pause < rules.MaxResendAfter ? pause : rules.MaxResendAfter);
    }

    private record struct Attempt(int Tries, DateTimeOffset? Next)
    {
        /// <summary>Whether it is made again the next time.</summary>
        public bool IsExpired { get; set; }

        /// <summary>The <see cref="Update"/> in which it was owed last.</summary>
        public int Round { get; set; }
    }
}
