using CallGrains.Calls.Events;

namespace CallGrains.Delivery.Callbacks;

/// <summary>
/// From when an event's time to be tried counts: from when it happened, as far as is known here. Without this, the events that
/// wait behind one that is tried for a day would each get a day of their own, one after the other.
/// </summary>
/// <remarks>
/// The clock of calls may be a virtual one, so times of events are only compared with each other: an event that happened an
/// hour after the one given up before it counts from an hour after that one. Guarded by the lock of <see cref="CallbackDelivery"/>.
/// </remarks>
internal sealed class RetryWindows
{
    private const int MaxStreams = 10_000;

    private readonly Dictionary<CallbackStream, (DateTimeOffset Happened, DateTimeOffset Start)> _givenUp = [];

    /// <summary>From when an event counts that is handed over now.</summary>
    public DateTimeOffset StartOf(CallbackEvent callback, DateTimeOffset now)
    {
        if (!_givenUp.TryGetValue(callback.Stream, out var before))
            return now;

        var start = before.Start + (callback.Time - before.Happened);
        return start < before.Start ? before.Start : start > now ? now : start;
    }

    /// <summary>An event was tried for its whole time.</summary>
    public void GiveUp(CallbackEvent callback, DateTimeOffset start)
    {
        // So many dead streams at once are one outage; forgetting them costs later events nothing but a longer life.
        if (_givenUp.Count >= MaxStreams)
            _givenUp.Clear();
        _givenUp[callback.Stream] = (callback.Time, start);
    }

    /// <summary>The receiver of a stream answers again.</summary>
    public void Forget(CallbackStream stream) => _givenUp.Remove(stream);
}
