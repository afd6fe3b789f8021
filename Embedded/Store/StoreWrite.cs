namespace CallGrains.Embedded.Store;

/// <summary>Something to be written. Whatever waits is written in one transaction and made durable by one commit.</summary>
internal abstract class StoreWrite
{
    /// <summary>
    /// Whether who brings it may write it, and wait for the disk, when nobody else writes: somebody waits for the outcome, and to
    /// hand the write to a thread and be woken by it takes as long as a quick disk.
    /// </summary>
    public virtual bool MayWriteAtOnce => false;

    /// <summary>Runs the statements, inside the transaction of the batch.</summary>
    public abstract void Run(Session session);

    /// <summary>The transaction was committed, or failed with this fault.</summary>
    public abstract void Ended(IOException? fault);
}

/// <summary>A write that somebody awaits.</summary>
/// <param name="run">The statements.</param>
internal sealed class AwaitedWrite(Action<Session> run) : StoreWrite
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Done => _done.Task;

    public override void Run(Session session) => run(session);

    public override void Ended(IOException? fault)
    {
        if (fault is null)
            _done.SetResult();
        else
            _done.SetException(fault);
    }
}
