namespace CallGrains.Endpoints.Hosting;

/// <summary>One timer for everything that falls due: it rings at the earliest time it was told of.</summary>
internal sealed class DueAlarm : IDisposable
{
    // Timers take at most about 49 days; an alarm that rings early finds nothing due and is set again.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private DateTimeOffset? _at;

    public DueAlarm(TimeProvider time, Action ring)
    {
        _time = time;
        _timer = time.CreateTimer(
            _ =>
            {
                lock (_lock)
                    _at = null;
                ring();
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>This is the earliest time, whatever was said before.</summary>
    public void Set(DateTimeOffset? at)
    {
        lock (_lock)
            Arm(at);
    }

    /// <summary>Rings at this time at the latest.</summary>
    public void Bring(DateTimeOffset at)
    {
        lock (_lock)
        {
            if (_at is null || at < _at)
                Arm(at);
        }
    }

    /// <summary>Rings again shortly, after a failure.</summary>
    public void RetrySoon() => Bring(_time.GetUtcNow() + Retry);

    public void Dispose() => _timer.Dispose();

    private void Arm(DateTimeOffset? at)
    {
        _at = at;
        var wait = at is null ? Timeout.InfiniteTimeSpan : at.Value - _time.GetUtcNow();
        if (at is not null)
            wait = TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, Longest.Ticks));

        // Timers count in whole milliseconds: rounded up, so that what is due is due when it rings.
        if (wait > TimeSpan.Zero)
            wait = TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));

        _ = _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }
}
