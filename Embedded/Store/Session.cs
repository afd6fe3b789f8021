using Microsoft.Data.Sqlite;

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

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        connection.Dispose();
    }
}
