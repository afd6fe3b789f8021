namespace CallGrains.Embedded.Engine;

/// <summary>The calls in memory that are idle, in the order in which they became so.</summary>
internal sealed class IdleList : IDisposable
{
    // How many are asked to leave for each one that comes beyond the bound: more than one, so that the excess shrinks.
    private const int TrimStep = 4;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private readonly Queue<(Mailbox Mailbox, long Since)> _queue = new();
    private readonly TimeSpan _idleAfter;
    private readonly TimeProvider _time;
    private readonly Func<bool> _isOverfull;
    private readonly ITimer _timer;

    public IdleList(EngineOptions options, TimeProvider time, Func<bool> isOverfull)
    {
        _idleAfter = options.IdleAfter;
        _time = time;
        _isOverfull = isOverfull;
        var pause = options.IdleAfter / 4;
        if (pause < ShortestPause)
            pause = ShortestPause;
        _timer = time.CreateTimer(_ => Sweep(), null, pause, pause);
    }

    public void Add(Mailbox mailbox)
    {
        lock (_lock)
            _queue.Enqueue((mailbox, _time.GetTimestamp()));
    }

    /// <summary>Lets those leave that have been idle longest.</summary>
    public void Trim()
    {
        for (var i = 0; i < TrimStep && TryTake(anyAge: true, out var mailbox); i++)
            mailbox.AskToLeave();
    }

    public void Dispose() => _timer.Dispose();

    private void Sweep()
    {
        while (TryTake(anyAge: _isOverfull(), out var mailbox))
            mailbox.AskToLeave();
    }

    private bool TryTake(bool anyAge, out Mailbox mailbox)
    {
        lock (_lock)
        {
            if (_queue.TryPeek(out var oldest) && (anyAge || _time.GetElapsedTime(oldest.Since) >= _idleAfter))
            {
                mailbox = _queue.Dequeue().Mailbox;
                return true;
            }

            mailbox = null!;
            return false;
        }
    }
}
