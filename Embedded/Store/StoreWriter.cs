using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace CallGrains.Embedded.Store;

/// <summary>
/// The one writer: takes whatever waits, writes it in one transaction, and tells everybody once that is durable. While the disk
/// works, the next group gathers; so the cost of a commit is shared by as many writes as come in during the last one. When
/// nothing is being written, who brings a write may do it; else a thread of its own does. Who sets busy has the connection.
/// </summary>
internal sealed partial class StoreWriter : IStoreWriter
{
    // Bounds how long the first of a group waits for the others to be executed.
    private const int MaxGroup = 2_000;

    private readonly Session _session;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _handedOver = new(0);
    private readonly ManualResetEventSlim _atRest = new(true);
    private readonly Thread _thread;

    // Guarded by the lock. Who sets busy has the session until it is taken back or handed over.
    private readonly Queue<StoreWrite> _waiting = new();
    private bool _isBusy;
    private bool _isClosed;
    private volatile bool _isOver;
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
        if (!TryQueue(write, out var isMine))
        {
            write.Ended(new IOException("The store is closed."));
            return;
        }

        if (!isMine)
            return;

        if (write.MayWriteAtOnce)
        {
            WriteGroup();
            if (!IsMoreToWrite())
                return;
        }

        // What has come meanwhile is not for whoever came first.
        _ = _handedOver.Release();
    }

    public bool TryRead<TState, TResult>(TState state, Func<Session, TState, TResult> read, [MaybeNullWhen(false)] out TResult result)
    {
        if (!TryTake())
        {
            result = default;
            return false;
        }

        try
        {
            result = read(_session, state);
            return true;
        }
        finally
        {
            if (IsMoreToWrite())
                _ = _handedOver.Release();
        }
    }

    /// <summary>Commits what waits, then ends.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isClosed)
                return;

            _isClosed = true;
        }

        _atRest.Wait();
        _isOver = true;
        _ = _handedOver.Release();
        _thread.Join();
        _handedOver.Dispose();
        _atRest.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _handedOver.Wait();
            if (_isOver)
                return;

            do
            {
                WriteGroup();
            }
            while (IsMoreToWrite());
        }
    }

    private bool TryTake()
    {
        lock (_lock)
        {
            if (_isClosed || _isBusy)
                return false;

            _isBusy = true;
            _atRest.Reset();
            return true;
        }
    }

    private bool TryQueue(StoreWrite write, out bool isMine)
    {
        lock (_lock)
        {
            isMine = !_isClosed && !_isBusy;
            if (_isClosed)
                return false;

            _waiting.Enqueue(write);
            if (isMine)
            {
                _isBusy = true;
                _atRest.Reset();
            }

            return true;
        }
    }

    private void WriteGroup()
    {
        var group = new List<StoreWrite>();
        lock (_lock)
        {
            while (group.Count < MaxGroup && _waiting.TryDequeue(out var next))
                group.Add(next);
        }

        var fault = Commit(group);
        foreach (var write in group)
            write.Ended(fault);
    }

    /// <summary>Goes on being busy when more waits; else the next one who comes may write.</summary>
    private bool IsMoreToWrite()
    {
        lock (_lock)
        {
            if (_waiting.Count > 0)
                return true;

            _isBusy = false;
            _atRest.Set();
            return false;
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
