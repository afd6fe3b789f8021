using CallGrains.Calls.Ids;
using CallGrains.Calls.Pump;
using CallGrains.Embedded.Store;

namespace CallGrains.Embedded.Tests.Rig;

/// <summary>A store whose writes can fail or be held back, whose reads can fail, and which counts what it is asked.</summary>
internal sealed class FaultyCallStore(ICallStore inner) : ICallStore
{
    private readonly Lock _lock = new();
    private readonly List<(CallWrite Write, IWriteOutcome Outcome)> _held = [];
    private int _loads;

    /// <summary>Which writes fail.</summary>
    public Func<CallWrite, bool> Fails { get; set; } = static _ => false;

    /// <summary>Which writes are held back.</summary>
    public Func<CallWrite, bool> Holds { get; set; } = static _ => false;

    /// <summary>Which reads fail.</summary>
    public Func<CallKey, bool> FailsToLoad { get; set; } = static _ => false;

    public int Loads => Volatile.Read(ref _loads);

    public int Held
    {
        get
        {
            lock (_lock)
                return _held.Count;
        }
    }

    /// <summary>Lets the writes through that were held back.</summary>
    public void Release()
    {
        List<(CallWrite Write, IWriteOutcome Outcome)> held;
        lock (_lock)
        {
            held = [.. _held];
            _held.Clear();
        }

        foreach (var (write, outcome) in held)
            inner.Write(write, outcome);
    }

    public ReadOnlyMemory<byte> Load(CallKey key)
    {
        _ = Interlocked.Increment(ref _loads);
        return FailsToLoad(key) ? throw new IOException("The disk cannot be read.") : inner.Load(key);
    }

    public void Write(in CallWrite write, IWriteOutcome outcome)
    {
        if (Fails(write))
        {
            outcome.Written(new IOException("The disk is full."));
        }
        else if (Holds(write))
        {
            lock (_lock)
                _held.Add((write, outcome));
        }
        else
        {
            inner.Write(write, outcome);
        }
    }

    public IReadOnlyList<CallKey> ListOwing(CallKey? after, int limit) => inner.ListOwing(after, limit);

    public IReadOnlyList<DueCall> ListDue(DueCall? after, DateTimeOffset until, int limit) => inner.ListDue(after, until, limit);

    public DateTimeOffset? NextDue(DueCall? after) => inner.NextDue(after);
}
