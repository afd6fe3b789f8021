using CallGrains.Embedded.Store;

namespace CallGrains.LoadTest.Comparing.Stored;

/// <summary>Waits for one write.</summary>
internal sealed class StoreOutcome : IWriteOutcome
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Done => _done.Task;

    public void Written(IOException? fault)
    {
        if (fault is null)
            _done.SetResult();
        else
            _done.SetException(fault);
    }
}
