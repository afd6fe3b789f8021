using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace CallGrains.Embedded.Store;

/// <summary>
/// The one writer: takes whatever waits, writes it in one transaction, and tells everybody once that is durable. While the disk
/// works, the next group gathers; so the cost of a commit is shared by as many writes as come in during the last one.
/// </summary>
internal sealed partial class StoreWriter : IStoreWriter
{
    // Bounds how long the first of a group waits for the others to be executed.
    private const int MaxGroup = 2_000;

    private readonly Session _session;
    private readonly ILogger _logger;
    // Not disposed: whoever comes late is refused, not met with a fault.
    private readonly BlockingCollection<StoreWrite> _waiting = new(new ConcurrentQueue<StoreWrite>());
    private readonly Thread _thread;
    private long _commits;

    /// <summary>Starts writing.</summary>
    /// <param name="session">The connection to write on.</param>
    /// <param name="logger">The log.</param>
    public StoreWriter(Session session, ILogger logger)
    {
        _session = session;
        _logger = logger;
        _thread = new(Run) { Name = "CallGrains store writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>How many groups were made durable.</summary>
    public long Commits => Interlocked.Read(ref _commits);

    public void Enqueue(StoreWrite write)
    {
        try
        {
            _waiting.Add(write);
        }
        catch (InvalidOperationException)
        {
            write.Ended(new IOException("The store is closed."));
        }
    }

    /// <summary>Commits what waits, then ends.</summary>
    public void Dispose()
    {
        _waiting.CompleteAdding();
        _thread.Join();
    }

    private void Run()
    {
        var group = new List<StoreWrite>();
        foreach (var first in _waiting.GetConsumingEnumerable())
        {
            group.Add(first);
            while (group.Count < MaxGroup && _waiting.TryTake(out var next))
                group.Add(next);

            var fault = Commit(group);
            foreach (var write in group)
                write.Ended(fault);
            group.Clear();
        }
    }

    private IOException? Commit(List<StoreWrite> group)
    {
        try
        {
            CommitNow(group);
            _ = Interlocked.Increment(ref _commits);
            return null;
        }
        catch (Exception fault)
        {
            LogFailed(group.Count, fault);
            return new IOException($"The store could not be written: {fault.Message}", fault);
        }
    }

    private void CommitNow(List<StoreWrite> group)
    {
        _ = _session.Prepare("BEGIN IMMEDIATE").Execute();
        try
        {
            foreach (var write in group)
                write.Run(_session);
            _ = _session.Prepare("COMMIT").Execute();
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    private void RollBack()
    {
        try
        {
            _ = _session.Prepare("ROLLBACK").Execute();
        }
        catch (SqliteException fault)
        {
            // SQLite rolls back by itself after some faults, and then says that there is nothing to roll back.
            LogNotRolledBack(fault);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "A group of {count} writes failed.")]
    private partial void LogFailed(int count, Exception fault);

    [LoggerMessage(2, LogLevel.Debug, "There was no transaction to roll back.")]
    private partial void LogNotRolledBack(Exception fault);
}
