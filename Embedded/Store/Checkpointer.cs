using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace CallGrains.Embedded.Store;

/// <summary>
/// Brings what the log of the database holds into its file, beside the writer. SQLite would do it in the commit that made the log
/// long, several times a second under load, and everybody who waits for the writer would wait for hundreds of pages and two more
/// waits for the disk. While this lasts, the writer goes on adding to the log; what was added is for the next time.
/// </summary>
internal sealed partial class Checkpointer : IDisposable
{
    /// <summary>How many pages are written to the log between one time and the next: 8 MiB.</summary>
    public const int Every = 2_000;

    /// <summary>
    /// How long the log may become, in pages: 32 MiB. Then the writer brings over what is left itself, which is little, and the log
    /// begins anew: only when nobody writes can it.
    /// </summary>
    public const int LongestLog = 4 * Every;

    private readonly Session _session;
    private readonly ILogger _logger;
    private readonly AutoResetEvent _due = new(initialState: false);
    private readonly Thread _thread;
    private volatile bool _isOver;
    private int _written;
    private long _done;

    /// <summary>Waits for something to do.</summary>
    /// <param name="session">A connection of its own.</param>
    /// <param name="logger">The log.</param>
    public Checkpointer(Session session, ILogger logger)
    {
        _session = session;
        _logger = logger;

        // A connection learns that there is a log when it first reads; before that, it would find nothing to do.
        _ = session.Prepare("SELECT count(*) FROM sqlite_schema").Execute();
        _thread = new(Run) { Name = "CallGrains store checkpoints", IsBackground = true };
        _thread.Start();
    }

    /// <summary>How often it was done.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>Tells how many pages a commit has added to the log. For the writer.</summary>
    public void Wrote(int pages)
    {
        _written += pages;
        if (_written < Every)
            return;

        _written = 0;
        _ = _due.Set();
    }

    /// <summary>Ends what is under way, and closes the connection.</summary>
    public void Dispose()
    {
        if (_isOver)
            return;

        _isOver = true;
        _ = _due.Set();
        _thread.Join();
        _due.Dispose();
        _session.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _ = _due.WaitOne();
            if (_isOver)
                return;

            Checkpoint();
        }
    }

    private void Checkpoint()
    {
        // Passive: waits for nobody, and nobody waits for it.
        var result = raw.sqlite3_wal_checkpoint_v2(_session.Connection.Handle!, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out var log, out var brought);
        _ = Interlocked.Increment(ref _done);
        if (result == raw.SQLITE_OK)
            LogDone(brought, log);
        else if (result != raw.SQLITE_BUSY)
            LogFailed(result);
    }

    [LoggerMessage(1, LogLevel.Debug, "{brought} of {log} pages of the log are in the file.")]
    private partial void LogDone(int brought, int log);

    [LoggerMessage(2, LogLevel.Warning, "The log was not brought into the file of the database, SQLite says {result}; nothing is lost, and it is tried again.")]
    private partial void LogFailed(int result);
}
