using CallGrains.Calls.Ids;

namespace CallGrains.Embedded.Engine;

/// <summary>The calls whose store failed: looked at again after a pause, by the clock of the machine.</summary>
internal sealed class RetryList : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _pause;
    private readonly Action<CallKey> _retry;
    private readonly ITimer _timer;
    private HashSet<CallKey> _calls = [];

    public RetryList(TimeSpan pause, TimeProvider time, Action<CallKey> retry)
    {
        _pause = pause;
        _retry = retry;
        _timer = time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(CallKey call)
    {
        lock (_lock)
        {
            if (_calls.Add(call) && _calls.Count == 1)
                _ = _timer.Change(_pause, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Ring()
    {
        HashSet<CallKey> calls;
        lock (_lock)
        {
            calls = _calls;
            _calls = [];
        }

        foreach (var call in calls)
            _retry(call);
    }
}
