using CallGrains.Endpoints.Clock;

namespace CallGrains.Grains.Tests.Rig;

/// <summary>Virtual time for grain timers: a tick counts as work from when it is due until the grain has taken it.</summary>
internal sealed class CountedTimers(TimeProvider time, ActivityGauge activity) : TimeProvider
{
    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Counted(this, callback, state, dueTime, period);

    private sealed class Counted : ITimer
    {
        private readonly CountedTimers _owner;
        private readonly ITimer _timer;
        private int _isTicking;

        public Counted(CountedTimers owner, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _owner = owner;
            _timer = owner.Underlying.CreateTimer(
                _ =>
                {
                    if (Interlocked.Exchange(ref _isTicking, 1) == 0)
                        owner.Activity.Enter();
                    callback(state);
                },
                null,
                dueTime,
                period);
        }

        // A grain timer is set anew at the end of each tick.
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var isChanged = _timer.Change(dueTime, period);
            Taken();
            return isChanged;
        }

        public void Dispose()
        {
            _timer.Dispose();
            Taken();
        }

        public async ValueTask DisposeAsync()
        {
            await _timer.DisposeAsync();
            Taken();
        }

        private void Taken()
        {
            if (Interlocked.Exchange(ref _isTicking, 0) == 1)
                _owner.Activity.ExitAfterTurn();
        }
    }

    private TimeProvider Underlying => time;

    private ActivityGauge Activity => activity;
}
