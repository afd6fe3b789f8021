namespace CallGrains.Delivery.Callbacks;

/// <summary>The requests in prompt places, oldest first, and one timer that looks after them while somebody waits for a place.</summary>
/// <remarks>
/// A list through the lanes themselves, so that beginning and ending a request costs a few writes and no memory. Guarded by the
/// lock of <see cref="CallbackDelivery"/>; the timer fires outside of it.
/// </remarks>
internal sealed class SlowWatch : IDisposable
{
    private readonly TimeSpan _first;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private bool _armed;
    private long _dueAt;
    private CallbackLane? _oldest;
    private CallbackLane? _youngest;

    /// <summary>A watch.</summary>
    /// <param name="first">How soon it looks when it is called.</param>
    /// <param name="time">System time.</param>
    /// <param name="due">Called, without the lock, when it is time to look.</param>
    public SlowWatch(TimeSpan first, TimeProvider time, Action due)
    {
        _first = first;
        _time = time;
        _timer = time.CreateTimer(_ => due(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A request begins in a prompt place.</summary>
    public void Add(CallbackLane lane)
    {
        lane.Older = _youngest;
        if (_youngest is null)
            _oldest = lane;
        else
            _youngest.Younger = lane;
        _youngest = lane;
    }

    /// <summary>A request has its prompt place no longer.</summary>
    public void Remove(CallbackLane lane)
    {
        if (lane.Older is null)
            _oldest = lane.Younger;
        else
            lane.Older.Younger = lane.Younger;
        if (lane.Younger is null)
            _youngest = lane.Older;
        else
            lane.Younger.Older = lane.Older;
        (lane.Older, lane.Younger) = (null, null);
    }

    /// <summary>Somebody waits: look soon.</summary>
    public void Call() => Call(_first);

    /// <summary>Look after a time, or when a call before says, whichever comes first.</summary>
    public void Call(TimeSpan after)
    {
        // Timers count whole milliseconds.
        var pause = TimeSpan.FromMilliseconds(Math.Ceiling(after.TotalMilliseconds));
        var dueAt = _time.GetTimestamp() + (long)(pause.TotalSeconds * _time.TimestampFrequency);
        if (_armed && _dueAt <= dueAt)
            return;

        _armed = true;
        _dueAt = dueAt;
        _timer.Change(pause, Timeout.InfiniteTimeSpan);
    }

    /// <summary>It is time to look.</summary>
    /// <returns>The oldest request; the others follow by <see cref="CallbackLane.Younger"/>.</returns>
    public CallbackLane? Begin()
    {
        _armed = false;
        return _oldest;
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
