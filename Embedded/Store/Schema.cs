namespace CallGrains.Embedded.Store;

/// <summary>The tables, version by version. A version, once released, is never changed: the next one follows it.</summary>
internal static class Schema
{
    private static readonly string[] Versions =
    [
        """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

        CREATE TABLE calls (key BLOB NOT NULL UNIQUE, state BLOB NOT NULL, due INTEGER, owes INTEGER NOT NULL);
        CREATE INDEX calls_due ON calls (due, key) WHERE due IS NOT NULL;
        CREATE INDEX calls_owing ON calls (key) WHERE owes = 1;

        CREATE TABLE attachments (
            participation BLOB NOT NULL UNIQUE, endpoint TEXT NOT NULL, status INTEGER NOT NULL,
            since INTEGER NOT NULL, due INTEGER, data BLOB NOT NULL);
        CREATE INDEX attachments_endpoint ON attachments (endpoint);
        CREATE INDEX attachments_due ON attachments (due) WHERE due IS NOT NULL;
        CREATE INDEX attachments_moving ON attachments (status, since) WHERE status <> 4;

        CREATE TABLE behaviors (endpoint TEXT PRIMARY KEY, kind TEXT NOT NULL, after_ms INTEGER NOT NULL, hang_up_after_ms INTEGER) WITHOUT ROWID;

        CREATE TABLE groups (kind INTEGER NOT NULL, id TEXT NOT NULL, call BLOB NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;

        CREATE TABLE deliveries (
            number INTEGER PRIMARY KEY AUTOINCREMENT, event BLOB NOT NULL UNIQUE, connection BLOB NOT NULL, call BLOB NOT NULL,
            leg INTEGER NOT NULL, uri TEXT NOT NULL, kind INTEGER NOT NULL, state INTEGER NOT NULL, tries INTEGER NOT NULL,
            first_time INTEGER NOT NULL, last_time INTEGER NOT NULL, status_code INTEGER, latency INTEGER, last_error TEXT, next_try INTEGER);
        CREATE INDEX deliveries_connection ON deliveries (connection, number);
        CREATE INDEX deliveries_open ON deliveries (state, number) WHERE state <> 2;
        CREATE TABLE letters (event BLOB PRIMARY KEY, body BLOB NOT NULL, trace_parent TEXT);

        CREATE TABLE signing_keys (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, active_from INTEGER NOT NULL, pkcs8 BLOB NOT NULL);

        CREATE TABLE subscriptions (
            name TEXT PRIMARY KEY, url TEXT NOT NULL, schema INTEGER NOT NULL, to_prefix TEXT NOT NULL, types TEXT NOT NULL,
            is_validated INTEGER NOT NULL, code TEXT, valid_until INTEGER) WITHOUT ROWID;
        """,
        """
        CREATE TABLE group_calls (number INTEGER PRIMARY KEY, kind INTEGER NOT NULL, id TEXT NOT NULL, call BLOB NOT NULL);
        CREATE INDEX group_calls_group ON group_calls (kind, id, number);
        CREATE INDEX group_calls_call ON group_calls (call);
        INSERT INTO group_calls (kind, id, call)
            SELECT kind, id, call FROM groups WHERE EXISTS (SELECT 1 FROM calls WHERE calls.key = groups.call);
        DROP TABLE groups;

        ALTER TABLE subscriptions ADD COLUMN waiting TEXT;
        """,
    ];

    /// <summary>The version this program writes.</summary>
    public static int Current => Versions.Length;

    /// <summary>What leads to a version from the one before it.</summary>
    public static string Version(int version) => Versions[version - 1];

    /// <summary>Brings a database to the current version.</summary>
    /// <exception cref="InvalidDataException">The database was written by a newer program.</exception>
    public static void Migrate(Session session, string place)
    {
        using var reading = new Statement(session.Connection, "PRAGMA user_version");
        var found = reading.First(static row => row.GetInt32(0));
        if (found > Current)
        {
            throw new InvalidDataException(
                $"The data in {place} has schema version {found}; this program knows versions up to {Current}. Start a newer program, or give another data folder.");
        }

        for (var version = found; version < Current; version++)
        {
            using var transaction = session.Connection.BeginTransaction();
            using var step = session.Connection.CreateCommand();
            step.Transaction = transaction;
            step.CommandText = $"{Version(version + 1)}\nPRAGMA user_version = {version + 1};";
            _ = step.ExecuteNonQuery();
            transaction.Commit();
        }
    }
}
