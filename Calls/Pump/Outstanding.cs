using CallGrains.Calls.Hosting;
using CallGrains.Calls.Owing;

namespace CallGrains.Calls.Pump;

/// <summary>What is owed and was handed out already, and when it is handed out again if nobody confirms it.</summary>
internal sealed class Outstanding(CallRules rules)
{
    private readonly Dictionary<DebtKey, Attempt> _attempts = [];
    private readonly HashSet<DebtKey> _known = [];

    /// <summary>What need not be made again, because it was handed out and its time has not come.</summary>
    public IReadOnlySet<DebtKey> Known => _known;

    public bool IsEmpty => _attempts.Count == 0;

    /// <summary>When the next thing is handed out again; null when nothing is.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            DateTimeOffset? next = null;
            foreach (var attempt in _attempts.Values)
                next = Deadlines.Earlier(next, attempt.Next);

            return next;
        }
    }

    /// <summary>Lets everything whose time has come be made again.</summary>
    public void Expire(DateTimeOffset now)
    {
        foreach (var (key, attempt) in _attempts)
        {
            if (attempt.Next <= now)
                _known.Remove(key);
        }
    }

    /// <summary>Asks the other calls again at once: somebody waits for their answer.</summary>
    public void ExpireHolds()
    {
        foreach (var key in _attempts.Keys)
        {
            if (key.Kind == DebtKind.Reserved)
                _known.Remove(key);
        }
    }

    /// <summary>Takes over what is owed now: hands out what is new or due again, forgets what is owed no longer.</summary>
    public void Update(List<Debt> debts, DateTimeOffset now, Action<CallEffect> handOut)
    {
        foreach (var debt in debts)
        {
            if (debt.Effect is null || !_known.Add(debt.Key))
                continue;

            var tries = _attempts.TryGetValue(debt.Key, out var before) ? before.Tries + 1 : 1;
            _attempts[debt.Key] = new(tries, NextTry(debt.Key.Kind, tries, now));
            handOut(debt.Effect);
        }

        if (_attempts.Count > debts.Count)
            ForgetAllBut(debts);
    }

    private void ForgetAllBut(List<Debt> debts)
    {
        var owed = new HashSet<DebtKey>(debts.Count);
        foreach (var debt in debts)
            owed.Add(debt.Key);

        foreach (var key in _attempts.Keys)
        {
            if (!owed.Contains(key))
            {
                _attempts.Remove(key);
                _known.Remove(key);
            }
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

    private readonly record struct Attempt(int Tries, DateTimeOffset? Next);
}
