namespace CallGrains.Endpoints.Clock;

/// <summary>
/// Counts what is being worked on. Whoever hands work over enters before and the worker exits when it is done, after it has
/// handed over what follows from it: at zero nothing is left to happen without the outside or time.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class ActivityGauge
{
    private readonly Lock _lock = new();
    private long _active;
    private TaskCompletionSource? _idle;

    /// <summary>Some work has begun.</summary>
    public void Enter() => Interlocked.Increment(ref _active);

    /// <summary>Some work is done.</summary>
    /// <param name="count">How many pieces.</param>
    public void Exit(int count = 1)
    {
        if (Interlocked.Add(ref _active, -count) != 0)
            return;

        TaskCompletionSource? idle;
        lock (_lock)
        {
            idle = _idle;
            _idle = null;
        }

        idle?.SetResult();
    }

    /// <summary>Waits until nothing is being worked on.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task WhenIdleAsync(CancellationToken cancellationToken)
    {
        while (Interlocked.Read(ref _active) != 0)
        {
            Task idle;
            lock (_lock)
            {
                _idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                idle = _idle.Task;
            }

            // Between the look and the wait the last work may have ended, and nobody would wake us.
            if (Interlocked.Read(ref _active) == 0)
                return;

            await idle.WaitAsync(cancellationToken);
        }
    }
}
