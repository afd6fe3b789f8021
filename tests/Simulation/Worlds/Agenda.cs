namespace CallGrains.Simulation.Worlds;

/// <summary>What is to happen, by virtual time; of things at one instant, what was put first.</summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<Happening, (long At, long Order)> _queue = new();
    private long _order;

    public int Count => _queue.Count;

    public void Add(long at, Happening happening) => _queue.Enqueue(happening, (at, _order++));

    public bool TryTake(out Happening happening, out long at)
    {
        var any = _queue.TryDequeue(out happening, out var when);
        at = when.At;
        return any;
    }
}

/// <summary>The kinds of thing that happen in a world.</summary>
internal enum HappeningKind : byte
{
    /// <summary>An input reaches the host of a call.</summary>
    Input,

    /// <summary>A write of a host comes to its end, well or not.</summary>
    WriteEnds,

    /// <summary>A write of several hosts comes to its end, well or not.</summary>
    JointWriteEnds,

    /// <summary>A host that put off a write begins it.</summary>
    WriteBegins,

    /// <summary>The time a host waited for has come.</summary>
    Due,

    /// <summary>A notice reaches an endpoint.</summary>
    Notice,

    /// <summary>A person at an endpoint does something, or the endpoint repeats itself.</summary>
    EndpointActs,

    /// <summary>A client thinks of something to do.</summary>
    ClientActs,

    /// <summary>A client asks again, or for the first time.</summary>
    Ask,

    /// <summary>A webhook is called.</summary>
    Callback,
}

/// <summary>One thing that happens.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Subject">Whom it happens to.</param>
/// <param name="Payload">What it is about.</param>
/// <param name="Mark">The life of the subject it belongs to: what a host began before a crash does not end after it.</param>
internal readonly record struct Happening(HappeningKind Kind, object Subject, object? Payload = null, int Mark = 0);
