using CallGrains.Embedded.Store;

namespace CallGrains.LoadTest.Comparing.Stored;

/// <summary>Waits for a number of writes.</summary>
internal sealed class BatchOutcome(int count) : IWriteOutcome
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = count;

    public Task Done => _done.Task;

    public void Written(IOException? fault)
    {
        if (fault is not null)
            _done.TrySetException(fault);
        else if (Interlocked.Decrement(ref _left) == 0)
            _done.TrySetResult();
    }
}
