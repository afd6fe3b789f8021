using System.Collections.Frozen;
using CallGrains.Calls.Hosting;
using CallGrains.Calls.Owing;

namespace CallGrains.Calls.Pump;

/// <summary>What is owed and was handed out already, and when it is handed out again if nobody confirms it.</summary>
internal sealed class Outstanding(CallRules rules)
{
    private static readonly FrozenSet<DebtKey> Nothing = [];

    // Null while nothing is owed: an idle call in memory keeps nothing here.
    private Dictionary<DebtKey, Attempt>? _attempts;
    private HashSet<DebtKey>? _known;

    /// <summary>What need not be made again, because it was handed out and its time has not come.</summary>
    public IReadOnlySet<DebtKey> Known => _known is { } known ? known : Nothing;

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

    /// <summary>Lets everything whose time has come be made again.</summary>
    public void Expire(DateTimeOffset now)
    {
        if (_attempts is null)
            return;

        foreach (var (key, attempt) in _attempts)
        {
            if (attempt.Next <= now)
                _known!.Remove(key);
        }
    }

    /// <summary>Asks the other calls again at once: somebody waits for their answer.</summary>
    public void ExpireHolds()
    {
        if (_attempts is null)
            return;

        foreach (var key in _attempts.Keys)
        {
            if (key.Kind == DebtKind.Reserved)
                _known!.Remove(key);
        }
    }

    /// <summary>Takes over what is owed now: hands out what is new or due again, forgets what is owed no longer.</summary>
    public void Update(List<Debt> debts, DateTimeOffset now, Action<CallEffect> handOut)
    {
        if (debts.Count == 0)
        {
            _attempts = null;
            _known = null;
            return;
        }

        _attempts ??= [];
        _known ??= [];
        foreach (var debt in debts)
        {
            if (debt.Effect is null || !_known.Add(debt.Key))
                continue;

            var tries = _attempts.TryGetValue(debt.Key, out var before) ? before.Tries + 1 : 1;
            _attempts[debt.Key] = new(tries, NextTry(debt.Key.Kind, tries, now));
            handOut(debt.Effect);
        }

        if (_attempts.Count > debts.Count)
            ForgetAllBut(debts, _attempts, _known);
    }

    private static void ForgetAllBut(List<Debt> debts, Dictionary<DebtKey, Attempt> attempts, HashSet<DebtKey> known)
    {
        var owed = new HashSet<DebtKey>(debts.Count);
        foreach (var debt in debts)
            owed.Add(debt.Key);

        foreach (var key in attempts.Keys)
        {
            if (!owed.Contains(key))
            {
                attempts.Remove(key);
                known.Remove(key);
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
