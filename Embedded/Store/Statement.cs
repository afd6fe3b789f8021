using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CallGrains.Embedded.Store;

/// <summary>A prepared statement. Parameters are given by position.</summary>
/// <remarks>
/// On SQLite's own interface rather than on commands and readers: those box each value, look parameters up by name and make a
/// reader for each write, half of what the writing thread did beside SQLite itself.
/// </remarks>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <summary>Prepares a statement.</summary>
    /// <exception cref="SqliteException">It is not SQL that this database understands.</exception>
    public Statement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <summary>Runs a statement that gives no rows, or none that matter.</summary>
    /// <returns>The number of rows changed.</returns>
    public int Execute(params ReadOnlySpan<StoreValue> values)
    {
        Bind(values);
        try
        {
            while (Step())
            {
            }

            return raw.sqlite3_changes(_database);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Runs a query and reads each of its rows.</summary>
    public List<T> Query<T>(Func<Row, T> read, params ReadOnlySpan<StoreValue> values)
    {
        Bind(values);
        try
        {
            List<T> rows = [];
            while (Step())
                rows.Add(read(new(_statement)));

            return rows;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Runs a query and reads its first row.</summary>
    /// <returns>What was read; the default when there is no row.</returns>
    public T? First<T>(Func<Row, T> read, params ReadOnlySpan<StoreValue> values)
    {
        Bind(values);
        try
        {
            return Step() ? read(new(_statement)) : default;
        }
        finally
        {
            Reset();
        }
    }

    public void Dispose() => _statement.Dispose();

    private void Bind(ReadOnlySpan<StoreValue> values)
    {
        for (var i = 0; i < values.Length; i++)
            Check(values[i].Bind(_statement, i + 1));
    }

    private bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
            return true;

        if (result != raw.SQLITE_DONE)
            Check(result);
        return false;
    }

    // What it gives is the fault of the last step once more, which was thrown already.
    private void Reset()
    {
        _ = raw.sqlite3_reset(_statement);
        _ = raw.sqlite3_clear_bindings(_statement);
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
