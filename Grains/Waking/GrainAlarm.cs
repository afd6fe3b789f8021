namespace CallGrains.Grains.Waking;

/// <summary>Wakes an activation at the next time it needs; lives as long as the activation.</summary>
/// <param name="grain">The activation.</param>
/// <param name="ring">Called, in a turn of the grain, when the time has come.</param>
internal sealed class GrainAlarm(IGrainBase grain, Func<Task> ring)
{
    // A later time is looked at again then: timers have an upper limit.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private IGrainTimer? _timer;
    private DateTimeOffset? _at;

    /// <summary>Sets the time, or none.</summary>
    public void Set(DateTimeOffset? at, DateTimeOffset now)
    {
        if (at == _at)
            return;

        _at = at;
        if (at is null)
        {
            _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        var wait = at.Value - now;
        wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
        if (_timer is null)
        {
            var options = new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true };
            _timer = grain.RegisterGrainTimer(RingAsync, options);
        }
        else
        {
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    private Task RingAsync(CancellationToken cancellationToken)
    {
        _at = null;
        return ring();
    }
}
