namespace CallGrains.Endpoints.Clock;

/// <summary>One timer for everything that falls due: it rings once, at the earliest time it was told of, and is then told again.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class DueAlarm : IDisposable
{
    // Timers take at most about 49 days; an alarm that rings early finds nothing due and is set again.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private DateTimeOffset? _at;

    /// <summary>An alarm that is not set.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="ring">What to do when it rings; must return quickly.</param>
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

    /// <summary>Rings at this time at the latest; at once when it is past.</summary>
    /// <param name="at">When; null changes nothing.</param>
    public void Bring(DateTimeOffset? at)
    {
        lock (_lock)
        {
            if (at is not { } time || time >= _at)
                return;

            _at = time;
            var wait = Math.Clamp((time - _time.GetUtcNow()).Ticks, 0, Longest.Ticks);

            // Timers count in whole milliseconds: rounded up, so that what is due is due when it rings.
            var milliseconds = Math.Ceiling(TimeSpan.FromTicks(wait).TotalMilliseconds);
            _ = _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
