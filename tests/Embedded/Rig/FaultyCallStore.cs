using CallGrains.Calls.Ids;
using CallGrains.Calls.Pump;
using CallGrains.Embedded.Store;
using CallGrains.Endpoints.Hosting;

namespace CallGrains.Embedded.Tests.Rig;

/// <summary>A store whose writes can fail or be held back, whose reads can fail, and which counts what it is asked.</summary>
internal sealed class FaultyCallStore(ICallStore inner) : ICallStore
{
    private readonly Lock _lock = new();
    private readonly List<Held> _held = [];
    private readonly List<(int Calls, int Attachments)> _written = [];
    private int _loads;

    /// <summary>Which writes fail.</summary>
    public Func<CallWrite, bool> Fails { get; set; } = static _ => false;

    /// <summary>Which writes are held back.</summary>
    public Func<CallWrite, bool> Holds { get; set; } = static _ => false;

    /// <summary>Which reads fail.</summary>
    public Func<CallKey, bool> FailsToLoad { get; set; } = static _ => false;

    /// <summary>Done before each read, in its turn: throws what no store should, or holds the read up.</summary>
    public Action<CallKey> BeforeLoad { get; set; } = static _ => { };

    public int Loads => Volatile.Read(ref _loads);

    /// <summary>How many rows of calls, and of what their endpoints know, each write held.</summary>
    public IReadOnlyList<(int Calls, int Attachments)> Written
    {
        get
        {
            lock (_lock)
                return [.. _written];
        }
    }

    public int HeldBack
    {
        get
        {
            lock (_lock)
                return _held.Count;
        }
    }

    /// <summary>Forgets what was written.</summary>
    public void Forget()
    {
        lock (_lock)
            _written.Clear();
    }

    /// <summary>Lets the writes through that were held back.</summary>
    public void Release()
    {
        List<Held> held;
        lock (_lock)
        {
            held = [.. _held];
            _held.Clear();
        }

        foreach (var each in held)
            inner.Write(each.Calls, each.Attachments, each.Outcome);
    }

    public ReadOnlyMemory<byte> Load(CallKey key)
    {
        _ = Interlocked.Increment(ref _loads);
        BeforeLoad(key);
        return FailsToLoad(key) ? throw new IOException("The disk cannot be read.") : inner.Load(key);
    }

    public void Write(IReadOnlyList<CallWrite> calls, IReadOnlyList<AttachmentChange> attachments, IWriteOutcome outcome)
    {
        lock (_lock)
            _written.Add((calls.Count, attachments.Count));
        if (calls.Any(Fails))
        {
            outcome.Written(new IOException("The disk is full."));
        }
        else if (calls.Any(Holds))
        {
            lock (_lock)
                _held.Add(new(calls, attachments, outcome));
        }
        else
        {
            inner.Write(calls, attachments, outcome);
        }
    }

    public IReadOnlyList<CallKey> ListOwing(CallKey? after, int limit) => inner.ListOwing(after, limit);

    public IReadOnlyList<DueCall> ListDue(DueCall? after, DateTimeOffset until, int limit) => inner.ListDue(after, until, limit);

    public DateTimeOffset? NextDue(DueCall? after) => inner.NextDue(after);

    private sealed record Held(IReadOnlyList<CallWrite> Calls, IReadOnlyList<AttachmentChange> Attachments, IWriteOutcome Outcome);
}
