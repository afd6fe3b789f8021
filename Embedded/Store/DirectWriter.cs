using Microsoft.Extensions.Logging;

namespace CallGrains.Embedded.Store;

/// <summary>
/// The writer of a store in memory: there is no disk whose wait could be shared, so each write is done at once by whoever brings
/// it. To hand it to a thread and to be woken by it cost more than the write.
/// </summary>
/// <param name="session">The connection to write on.</param>
/// <param name="shared">Held while writing: readers use the same connection.</param>
/// <param name="logger">The log.</param>
internal sealed partial class DirectWriter(Session session, Lock shared, ILogger logger) : IStoreWriter
{
    private long _commits;
    private bool _isClosed;

    public long Commits => Interlocked.Read(ref _commits);

    public void Enqueue(StoreWrite write) => write.Ended(Run(write));

    public bool TryRead<TState, TResult>(TState state, Func<Session, TState, TResult> read, out TResult result)
    {
        lock (shared)
            result = read(session, state);
        return true;
    }

    public void Dispose()
    {
        lock (shared)
            _isClosed = true;
    }

    private IOException? Run(StoreWrite write)
    {
        try
        {
            lock (shared)
            {
                if (_isClosed)
                    return new("The store is closed.");

                write.Run(session);
            }

            _ = Interlocked.Increment(ref _commits);
            return null;
        }
        catch (Exception fault)
        {
            LogFailed(fault);
            return new($"The store could not be written: {fault.Message}", fault);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "A write failed.")]
    private partial void LogFailed(Exception fault);
}
