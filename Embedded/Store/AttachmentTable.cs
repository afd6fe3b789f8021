using CallGrains.Calls.Identifiers;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Hosting;

namespace CallGrains.Embedded.Store;

/// <summary>The table of attachments.</summary>
/// <param name="database">The database.</param>
internal sealed class AttachmentTable(Database database) : IAttachmentStore
{
    private const string Columns = "participation, endpoint, status, since, due, data";

    public AttachmentRow? Load(Guid participation) => database.ReadRow(participation, static (session, participation) =>
        session.Prepare($"SELECT {Columns} FROM attachments WHERE participation = ?1").First(ToRow, ToBytes(participation)));

    public IReadOnlyList<AttachmentRow> ListDue(DateTimeOffset now, int limit) => database.Read((now, limit), static (session, page) =>
        session.Prepare($"SELECT {Columns} FROM attachments WHERE due <= ?1 ORDER BY due LIMIT ?2")
            .Query(ToRow, page.now.UtcTicks, page.limit));

    public DateTimeOffset? NextDue() => database.Read(0, static (session, _) =>
        session.Prepare("SELECT due FROM attachments WHERE due IS NOT NULL ORDER BY due LIMIT 1")
            .First(static row => (DateTimeOffset?)new DateTimeOffset(row.GetInt64(0), TimeSpan.Zero)));

    public IReadOnlyList<AttachmentRow> List(CommunicationIdentifier? endpoint, int limit) =>
        database.Read((endpoint, limit), static (session, page) => page.endpoint is { } at
            ? session.Prepare($"SELECT {Columns} FROM attachments WHERE endpoint = ?1 ORDER BY status, since LIMIT ?2")
                .Query(ToRow, at.RawId, page.limit)
            : ListAll(session, page.limit));

    public ValueTask SaveAsync(IReadOnlyList<AttachmentChange> changes, CancellationToken cancellationToken) =>
        database.WriteAsync(session => Write(session, changes), cancellationToken);

    /// <summary>Carries out changes, in the transaction of whoever writes.</summary>
    public static void Write(Session session, IReadOnlyList<AttachmentChange> changes)
    {
        var delete = session.Prepare("DELETE FROM attachments WHERE participation = ?1");

        // A move changes nothing that is indexed: named in an update, columns have their indexes written again.
        var update = session.Prepare(
            """
            UPDATE attachments SET data = ?6
            WHERE participation = ?1 AND endpoint = ?2 AND status = ?3 AND since = ?4 AND due IS ?5
            """);
        var upsert = session.Prepare(
            $"""
             INSERT INTO attachments ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (participation) DO UPDATE SET
                 endpoint = excluded.endpoint, status = excluded.status, since = excluded.since, due = excluded.due, data = excluded.data
             """);
        foreach (var (participation, row) in changes)
        {
            var id = ToBytes(participation);
            if (row is null)
                _ = delete.Execute(id);
            else if (update.Execute(id, row.RawId, (int)row.Status, row.Since.UtcTicks, row.Due?.UtcTicks, row.Bytes) == 0)
                _ = upsert.Execute(id, row.RawId, (int)row.Status, row.Since.UtcTicks, row.Due?.UtcTicks, row.Bytes);
        }
    }

    // Nearly all rows are attached (4), and nobody wants to sort a million of them: those come in the order they were stored. The others
    // say `status <> 4` besides, for the index of only those (attachments_moving) is used where a query repeats its condition.
    private static List<AttachmentRow> ListAll(Session session, int limit)
    {
        var rows = session.Prepare($"SELECT {Columns} FROM attachments WHERE status < 4 AND status <> 4 ORDER BY status, since LIMIT ?1")
            .Query(ToRow, limit);
        if (rows.Count < limit)
            rows.AddRange(session.Prepare($"SELECT {Columns} FROM attachments WHERE status = 4 ORDER BY rowid LIMIT ?1").Query(ToRow, limit - rows.Count));
        if (rows.Count < limit)
        {
            rows.AddRange(session
                .Prepare($"SELECT {Columns} FROM attachments WHERE status > 4 AND status <> 4 ORDER BY status, since LIMIT ?1")
                .Query(ToRow, limit - rows.Count));
        }

        return rows;
    }

    private static AttachmentRow ToRow(Row row) => new(
        new(row.GetBytes(0), bigEndian: true),
        row.GetString(1),
        (AttachmentStatus)row.GetInt32(2),
        new(row.GetInt64(3), TimeSpan.Zero),
        row.IsNull(4) ? null : new DateTimeOffset(row.GetInt64(4), TimeSpan.Zero),
        row.GetBytes(5));

    private static byte[] ToBytes(Guid id) => id.ToByteArray(bigEndian: true);
}
