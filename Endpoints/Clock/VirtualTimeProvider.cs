namespace CallGrains.Endpoints.Clock;

/// <summary>Time that stands still until it is advanced. Timers then fire in the order in which they are due.</summary>
/// <remarks>Safe for concurrent use.</remarks>
/// <param name="start">The first time.</param>
/// <param name="activity">What has to come to rest before time goes on.</param>
public sealed partial class VirtualTimeProvider(DateTimeOffset start, ActivityGauge activity) : TimeProvider, IVirtualClock, IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _advancing = new(1, 1);
    private readonly SortedSet<(long Due, long Order, VirtualTimer Timer)> _armed = new(new ByDue());
    private long _now = start.UtcTicks;
    private long _order;

    private ActivityGauge Activity => activity;

    /// <inheritdoc/>
    public DateTimeOffset Now => GetUtcNow();

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _now), TimeSpan.Zero);

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref _now);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        _ = timer.Change(dueTime, period);
        return timer;
    }

    /// <inheritdoc/>
    public async Task AdvanceAsync(TimeSpan by, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        await _advancing.WaitAsync(cancellationToken);
        try
        {
            await activity.WhenIdleAsync(cancellationToken);
            var target = Interlocked.Read(ref _now) + by.Ticks;
            while (TakeDue(target) is { Count: > 0 } due)
            {
                foreach (var timer in due)
                    timer.Fire();

                await activity.WhenIdleAsync(cancellationToken);
            }
        }
        finally
        {
            _ = _advancing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _advancing.Dispose();

    /// <summary>Steps to the next instant at which timers are due and takes those, or to the target when none are before it.</summary>
    private List<VirtualTimer> TakeDue(long target)
    {
        lock (_lock)
        {
            List<VirtualTimer> due = [];
            if (_armed.Count == 0 || _armed.Min.Due > target)
            {
                _ = Interlocked.Exchange(ref _now, Math.Max(_now, target));
                return due;
            }

            var instant = _armed.Min.Due;
            _ = Interlocked.Exchange(ref _now, Math.Max(_now, instant));
            while (_armed.Count > 0 && _armed.Min.Due == instant)
            {
                due.Add(_armed.Min.Timer);
                _ = _armed.Remove(_armed.Min);
            }

            return due;
        }
    }

    private long Arm(VirtualTimer timer, long oldDue, long oldOrder, TimeSpan dueTime, out long due)
    {
        lock (_lock)
        {
            _ = _armed.Remove((oldDue, oldOrder, timer));
            due = _now + dueTime.Ticks;
            var order = ++_order;
            if (dueTime > TimeSpan.Zero)
                _ = _armed.Add((due, order, timer));

            return order;
        }
    }

    private void Disarm(VirtualTimer timer, long due, long order)
    {
        lock (_lock)
            _ = _armed.Remove((due, order, timer));
    }

    private sealed class ByDue : IComparer<(long Due, long Order, VirtualTimer Timer)>
    {
        public int Compare((long Due, long Order, VirtualTimer Timer) x, (long Due, long Order, VirtualTimer Timer) y) =>
            x.Due != y.Due ? x.Due.CompareTo(y.Due) : x.Order.CompareTo(y.Order);
    }
}
