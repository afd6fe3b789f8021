namespace CallGrains.Grains.Storage;

/// <summary>
/// Writes of a reentrant grain: one at a time, and whatever changed while one is under way goes with the next. So the cost of a
/// write is shared by as many callers as came in during the last one.
/// </summary>
/// <param name="write">Writes the state as it is now. Called in a turn of the grain.</param>
internal sealed class CoalescedWrite(Func<Task> write)
{
    private Task _last = Task.CompletedTask;
    private Task? _next;

    /// <summary>Whether a write is under way, or waits for one that is.</summary>
    public bool IsPending => !_last.IsCompleted;

    /// <summary>Done when what had changed before the call is durable; faulted when it was not written, or nobody knows.</summary>
    public Task SaveAsync() => _next ??= _last = WriteAfterAsync(_last);

    /// <summary>
    /// Writes nothing. Done when what had been saved before the call is durable; faulted when the last of it was not written, or nobody
    /// knows. For what rests on a change that somebody else made.
    /// </summary>
    public Task StoredAsync() => _last;

    private async Task WriteAfterAsync(Task before)
    {
        await before.ConfigureAwait(
            ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);

        // Changes from here on may come too late for this write.
        _next = null;
        await write();
    }
}
