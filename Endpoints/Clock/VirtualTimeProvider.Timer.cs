namespace CallGrains.Endpoints.Clock;

public sealed partial class VirtualTimeProvider
{
    private sealed class VirtualTimer(VirtualTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        private readonly Lock _lock = new();
        private TimeSpan _period;
        private long _due;
        private long _order;
        private bool _isDisposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_lock)
            {
                if (_isDisposed)
                    return false;

                _period = period;
                if (dueTime < TimeSpan.Zero)
                    clock.Disarm(this, _due, _order);
                else
                    _order = clock.Arm(this, _due, _order, dueTime, out _due);
            }

            // What is due at once needs no time to pass; it counts as work, so that nobody advances past it.
            if (dueTime == TimeSpan.Zero)
            {
                clock.Activity.Enter();
                _ = ThreadPool.UnsafeQueueUserWorkItem(static timer => timer.FireAtOnce(), this, preferLocal: false);
            }

            return true;
        }

        public void Fire()
        {
            lock (_lock)
            {
                if (_isDisposed)
                    return;

                if (_period > TimeSpan.Zero)
                    _order = clock.Arm(this, _due, _order, _period, out _due);
            }

            callback(state);
        }

        public void Dispose()
        {
            lock (_lock)
            {
                _isDisposed = true;
                clock.Disarm(this, _due, _order);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void FireAtOnce()
        {
            try
            {
                Fire();
            }
            finally
            {
                clock.Activity.Exit();
            }
        }
    }
}
