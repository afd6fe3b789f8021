using CallGrains.Embedded.Store;

namespace CallGrains.Embedded.Tests.Rig;

/// <summary>A write that a test waits for.</summary>
internal sealed class WriteOutcome : IWriteOutcome
{
    private readonly TaskCompletionSource<IOException?> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<IOException?> Task => _source.Task;

    public void Written(IOException? fault) => _source.SetResult(fault);
}
