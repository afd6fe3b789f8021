using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace CallGrains.Embedded.Store;

/// <summary>
/// A SQLite database: one writer that commits in groups, and as many readers as there are threads that read. In memory there is
/// one connection, which whoever writes or reads takes in turn.
/// </summary>
internal sealed class Database : IDisposable
{
    private const string FileName = "callgrains.db";

    // Nobody but this process uses the file; what can be in the way is the recovery of its log by another connection, or a backup.
    private const int BusyTimeoutMs = 30_000;

    private readonly string _source;
    private readonly bool _isInMemory;
    private readonly DataFolderLock? _folder;
    private readonly Session _writing;
    private readonly Lock _shared = new();
    private readonly ConcurrentBag<Session> _readers = [];
    private readonly IStoreWriter _writer;

    private Database(string source, DataFolderLock? folder, string place, ILogger logger)
    {
        _source = source;
        _folder = folder;
        _isInMemory = folder is null;
        _writing = Open(readOnly: false);
        try
        {
            // Full: a commit is on the disk when it returns, also if the power fails right after it.
            if (!_isInMemory)
                Run(_writing, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -65536;");
            Schema.Migrate(_writing, place);

            // In memory nothing is made durable: one transaction lasts as long as the store, and there is no way back in it. To
            // commit each group, with a journal to roll it back, took half of the writing thread's time.
            if (_isInMemory)
                Run(_writing, "PRAGMA journal_mode = OFF; BEGIN IMMEDIATE;");
        }
        catch
        {
            _writing.Dispose();
            throw;
        }

        _writer = _isInMemory ? new DirectWriter(_writing, _shared, logger) : new StoreWriter(_writing, logger);
    }

    /// <summary>How many groups of writes were made durable.</summary>
    public long Commits => _writer.Commits;

    /// <summary>Opens the database of a folder, making it when there is none.</summary>
    /// <exception cref="IOException">The folder is in use, or cannot be used.</exception>
    /// <exception cref="InvalidDataException">The data is of a newer schema, or is no database.</exception>
    public static Database OpenFolder(string folder, ILogger logger)
    {
        var full = Path.GetFullPath(folder);
        var taken = DataFolderLock.Take(full);
        try
        {
            var path = Path.Combine(full, FileName);
            KeepPrivate(path);
            return new(path, taken, full, logger);
        }
        catch (SqliteException fault)
        {
            taken.Dispose();
            throw new InvalidDataException($"The data in {full} cannot be opened: {fault.Message}", fault);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Opens a database that lives in memory and ends with the process.</summary>
    public static Database OpenMemory(ILogger logger) => new(":memory:", null, "memory", logger);

    /// <summary>Writes something with whatever else waits to be written.</summary>
    public void Write(StoreWrite write) => _writer.Enqueue(write);

    /// <summary>Writes something and waits until it is durable.</summary>
    /// <exception cref="IOException">It was not written, or nobody knows.</exception>
    public async ValueTask WriteAsync(Action<Session> run, CancellationToken cancellationToken)
    {
        var write = new AwaitedWrite(run);
        _writer.Enqueue(write);
        await write.Done.WaitAsync(cancellationToken);
    }

    /// <summary>Writes something and waits until it is durable.</summary>
    /// <returns>What the statements gave.</returns>
    /// <exception cref="IOException">It was not written, or nobody knows.</exception>
    public async ValueTask<T> WriteAsync<T>(Func<Session, T> run, CancellationToken cancellationToken)
    {
        T result = default!;
        await WriteAsync(session => { result = run(session); }, cancellationToken);
        return result;
    }

    /// <summary>Reads what is committed.</summary>
    /// <exception cref="IOException">The store failed.</exception>
    public TResult Read<TState, TResult>(TState state, Func<Session, TState, TResult> read)
    {
        try
        {
            if (_isInMemory)
            {
                lock (_shared)
                    return read(_writing, state);
            }

            if (!_readers.TryTake(out var session))
                session = Open(readOnly: true);
            try
            {
                return read(session, state);
            }
            finally
            {
                _readers.Add(session);
            }
        }
        catch (SqliteException fault)
        {
            throw new IOException($"The store cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>
    /// Reads a row by its key. When nobody writes, it is read where writes are made, whose pages are at hand: any other connection
    /// forgets its pages at each commit and reads them from the file again, which took a twentieth of the node's time.
    /// </summary>
    /// <exception cref="IOException">The store failed.</exception>
    public TResult ReadRow<TState, TResult>(TState state, Func<Session, TState, TResult> read)
    {
        try
        {
            return _writer.TryRead(state, read, out var result) ? result : Read(state, read);
        }
        catch (SqliteException fault)
        {
            throw new IOException($"The store cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>Commits what waits and closes.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        while (_readers.TryTake(out var reader))
            reader.Dispose();
        _writing.Dispose();
        _folder?.Dispose();
    }

    /// <summary>Secrets are in it: only the owner may read it. SQLite gives its other files the mode of this one.</summary>
    private static void KeepPrivate(string path)
    {
        if (OperatingSystem.IsWindows() || File.Exists(path))
            return;

        new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }).Dispose();
    }

    private Session Open(bool readOnly)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = _source,
            Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
        }.ToString());
        connection.Open();
        _ = raw.sqlite3_busy_timeout(connection.Handle!, BusyTimeoutMs);
        return new(connection);
    }

    private static void Run(Session session, string sql)
    {
        using var command = session.Connection.CreateCommand();
        command.CommandText = sql;
        _ = command.ExecuteNonQuery();
    }
}
