namespace CallGrains.Delivery.Callbacks;

/// <summary>Notices requests that take long, with one timer for all.</summary>
/// <remarks>Guarded by the lock of <see cref="CallbackDelivery"/>; the timer fires outside of it.</remarks>
internal sealed class SlowWatch : IDisposable
{
    private readonly TimeSpan _after;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Queue<(CallbackLane Lane, int Try, long Began)> _young = new();
    private bool _armed;

    /// <summary>A watch.</summary>
    /// <param name="after">When a request is slow.</param>
    /// <param name="time">System time.</param>
    /// <param name="due">Called, without the lock, when one may have become slow; calls <see cref="Sweep"/>.</param>
    public SlowWatch(TimeSpan after, TimeProvider time, Action due)
    {
        _after = after;
        _time = time;
        _timer = time.CreateTimer(_ => due(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A request begins in a prompt place.</summary>
    public void Add(CallbackLane lane)
    {
        _young.Enqueue((lane, lane.Try, _time.GetTimestamp()));
        Arm(_after);
    }

    /// <summary>Offers every request that has become slow; those that cannot become slow now are offered again later.</summary>
    public void Sweep(Func<CallbackLane, bool> tryMakeSlow)
    {
        _armed = false;
        for (var left = _young.Count; left > 0; left--)
        {
            var (lane, number, began) = _young.Peek();
            var isUnderWay = lane.Try == number && lane.Place is { IsSlow: false };
            var age = _time.GetElapsedTime(began);
            if (isUnderWay && age < _after)
            {
                Arm(_after - age);
                return;
            }

            _young.Dequeue();
            if (isUnderWay && !tryMakeSlow(lane))
                _young.Enqueue((lane, number, _time.GetTimestamp()));
        }

        if (_young.Count > 0)
            Arm(_after);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Arm(TimeSpan due)
    {
        if (_armed)
            return;

        _armed = true;
        _timer.Change(due, Timeout.InfiniteTimeSpan);
    }
}
