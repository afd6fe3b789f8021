using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CallGrains.Embedded.Store;

/// <summary>A connection and its prepared statements. For one thread at a time.</summary>
internal sealed class Session(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    public SqliteConnection Connection => connection;

    /// <summary>A statement with parameters ?1, ?2, …, prepared once and reused.</summary>
    public Statement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var statement))
            return statement;

        return _statements[sql] = new(connection, sql);
    }

    /// <summary>How many pages this connection has written since it was last asked.</summary>
    public int TakeWrittenPages()
    {
        const int WrittenPages = 9; // SQLITE_DBSTATUS_CACHE_WRITE
        _ = raw.sqlite3_db_status(connection.Handle!, WrittenPages, out var pages, out _, resetFlg: 1);
        return pages;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        connection.Dispose();
    }
}
