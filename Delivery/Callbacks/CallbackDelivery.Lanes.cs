using CallGrains.Calls.Events;

namespace CallGrains.Delivery.Callbacks;

/// <summary>The life of a lane: its jobs wait for a place one after the other, and pause there between their tries.</summary>
public sealed partial class CallbackDelivery
{
    // Under the lock.
    private void Enqueue(CallbackJob job)
    {
        if (_isStopping)
            return;

        var isAgain = job.Callback is null;
        if (!_queued.Add((job.Record.EventId, isAgain)))
        {
            if (isAgain)
                _askedAgain.Add(job.Record.EventId);
            return;
        }

        var stream = job.Record.Stream;
        if (!_lanes.TryGetValue(stream, out var lane))
            _lanes.Add(stream, lane = NewLane(stream));
        lane.Add(job);
        if (lane.Current is null)
            Proceed(lane);
    }

    // Under the lock.
    private CallbackLane NewLane(CallbackStream stream)
    {
        var allowed = _client.Policy.Allows(stream.Uri, out var reason);
        var uri = allowed ? new Uri(stream.Uri) : null;
        var key = uri?.GetLeftPart(UriPartial.Authority) ?? "";
        if (!_destinations.TryGetValue(key, out var destination))
            _destinations.Add(key, destination = new(key, _options.SlowAfterAtLeast));
        destination.Lanes++;
        return new(stream, uri, destination, lane => _ = TryAsync(lane)) { Refusal = reason };
    }

    // Under the lock: begins the next job of a lane, or forgets the lane.
    private void Proceed(CallbackLane lane)
    {
        if (_isStopping)
            return;

        if (lane.TryTakeNext())
        {
            // What was to pause when the engine stopped still does.
            var pause = lane.Current!.Record.NextTry - _time.GetUtcNow();
            if (pause > TimeSpan.Zero)
                PauseLane(lane, pause.Value);
            else
                _admission.Enter(lane, repeated: false);
            return;
        }

        _lanes.Remove(lane.Stream);
        if (--lane.Destination.Lanes == 0)
            _destinations.Remove(lane.Destination.Key);
    }

    // Under the lock. No pause is longer than the time to be tried, unless the clock was set back while the engine was stopped.
    private void PauseLane(CallbackLane lane, TimeSpan pause) => lane.Pause = _time.CreateTimer(
        static state => ((Action)state!)(), () => Resume(lane), pause < _options.RetryFor ? pause : _options.RetryFor, Timeout.InfiniteTimeSpan);

    private void Resume(CallbackLane lane)
    {
        lock (_gate)
        {
            lane.Pause?.Dispose();
            lane.Pause = null;
            if (!_isStopping)
                _admission.Enter(lane, repeated: true);
        }
    }

    // Under the lock; the try begins on the pool, without the context of whoever made room for it.
    private void StartTry(CallbackLane lane)
    {
        if (_isStopping)
            return;

        _running++;
        ThreadPool.UnsafeQueueUserWorkItem(lane, preferLocal: false);
    }

    private void Relieve()
    {
        lock (_gate)
        {
            if (!_isStopping)
                _admission.Relieve();
        }
    }
}
