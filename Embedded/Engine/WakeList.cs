using CallGrains.Calls.Ids;
using CallGrains.Endpoints.Clock;

namespace CallGrains.Embedded.Engine;

/// <summary>When which call in memory wants to look at the clock. Names calls by key, so that it keeps none in memory.</summary>
internal sealed class WakeList : IDisposable
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<CallKey, DateTimeOffset> _queue = new();
    private readonly TimeProvider _time;
    private readonly Action<CallKey> _wake;
    private readonly DueAlarm _alarm;

    public WakeList(TimeProvider time, Action<CallKey> wake)
    {
        _time = time;
        _wake = wake;
        _alarm = new(time, Ring);
    }

    public void Add(CallKey call, DateTimeOffset due)
    {
        bool isFirst;
        lock (_lock)
        {
            isFirst = !_queue.TryPeek(out _, out var first) || due < first;
            _queue.Enqueue(call, due);
        }

        if (isFirst)
            _alarm.Bring(due);
    }

    public void Dispose() => _alarm.Dispose();

    private void Ring()
    {
        var now = _time.GetUtcNow();
        while (TryTake(now, out var call))
            _wake(call);
    }

    private bool TryTake(DateTimeOffset now, out CallKey call)
    {
        lock (_lock)
        {
            if (_queue.TryPeek(out call, out var due) && due <= now)
                return _queue.TryDequeue(out call, out _);

            if (_queue.Count > 0)
                _alarm.Bring(due);
            return false;
        }
    }
}
