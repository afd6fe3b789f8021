using System.Globalization;
using Microsoft.Data.Sqlite;

namespace CallGrains.Embedded.Store;

/// <summary>A prepared statement. Parameters are given by position.</summary>
internal sealed class Statement : IDisposable
{
    private readonly SqliteCommand _command;

    public Statement(SqliteConnection connection, string sql)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    /// <returns>The number of rows changed.</returns>
    public int Execute(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteNonQuery();
    }

    /// <summary>Runs a query and reads each of its rows.</summary>
    public List<T> Query<T>(Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        Bind(values);
        using var reader = _command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
            rows.Add(read(reader));

        return rows;
    }

    /// <summary>The first column of the first row, or null.</summary>
    public object? Scalar(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    public void Dispose() => _command.Dispose();

    private void Bind(ReadOnlySpan<object?> values)
    {
        var parameters = _command.Parameters;
        while (parameters.Count < values.Length)
            _ = parameters.Add(new SqliteParameter { ParameterName = "?" + (parameters.Count + 1).ToString(CultureInfo.InvariantCulture) });

        for (var i = 0; i < values.Length; i++)
            parameters[i].Value = values[i] ?? DBNull.Value;
    }
}
