using Npgsql;

namespace CallGrains.Silo.PostgreSql;

/// <summary>Brings a database to the schema this program uses. Safe to run again, and by several at once: they take turns.</summary>
/// <param name="connectionString">The database.</param>
internal sealed class SchemaMigration(string connectionString)
{
    // Any number, as long as it is always the same: it names the lock.
    private const long LockId = 0x43616C6C_47726169;

    private static readonly string[] Versions = ["Schema.1.sql"];

    /// <summary>Applies the versions that are missing, and the queries of this program.</summary>
    /// <exception cref="InvalidDataException">The database was prepared by a newer program.</exception>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({LockId})", cancellationToken);
        await ExecuteAsync(connection, "CREATE TABLE IF NOT EXISTS callgrains_schema (version integer NOT NULL)", cancellationToken);
        var found = await FindVersionAsync(connection, cancellationToken);
        if (found > Versions.Length)
        {
            throw new InvalidDataException(
                $"The database has schema version {found}; this program knows versions up to {Versions.Length}. Run migrate of a newer program.");
        }

        for (var version = found; version < Versions.Length; version++)
        {
            await ExecuteAsync(connection, await ReadAsync(Versions[version], cancellationToken), cancellationToken);
            await ExecuteAsync(connection, $"DELETE FROM callgrains_schema; INSERT INTO callgrains_schema VALUES ({version + 1})", cancellationToken);
        }

        // Also when nothing is missing: queries may be better in a newer program.
        await ExecuteAsync(connection, await ReadAsync("Queries.sql", cancellationToken), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return $"The database has schema version {Versions.Length}; before, it had {(found == 0 ? "none" : found)}.";
    }

    private static async Task<int> FindVersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT COALESCE(max(version), 0) FROM callgrains_schema", connection);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        _ = await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<string> ReadAsync(string name, CancellationToken cancellationToken)
    {
        await using var stream = typeof(SchemaMigration).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not part of this program.");
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
