using CallGrains.Calls.Ids;
using CallGrains.Calls.Pump;
using CallGrains.Endpoints.Hosting;

namespace CallGrains.Embedded.Store;

/// <summary>The table of calls.</summary>
/// <param name="database">The database.</param>
internal sealed class CallTable(Database database) : ICallStore
{
    public ReadOnlyMemory<byte> Load(CallKey key) => database.Read(key, static (session, key) =>
        session.Prepare("SELECT state FROM calls WHERE key = ?1").First(static row => row.GetBytes(0), key.ToBytes()));

    public void Write(IReadOnlyList<CallWrite> calls, IReadOnlyList<AttachmentChange> attachments, IWriteOutcome outcome) =>
        database.Write(new RowsWrite(calls, attachments, outcome));

    public IReadOnlyList<CallKey> ListOwing(CallKey? after, int limit) => database.Read((after, limit), static (session, page) =>
        session.Prepare("SELECT key FROM calls WHERE owes = 1 AND key > ?1 ORDER BY key LIMIT ?2")
            .Query(row => CallKey.Read(row.GetBytes(0)), page.after?.ToBytes() ?? [], page.limit));

    public IReadOnlyList<DueCall> ListDue(DueCall? after, DateTimeOffset until, int limit) =>
        database.Read((after, until, limit), static (session, page) => session
            .Prepare("SELECT due, key FROM calls WHERE due IS NOT NULL AND (due, key) > (?1, ?2) AND due <= ?3 ORDER BY due, key LIMIT ?4")
            .Query(
                row => new DueCall(new(row.GetInt64(0), TimeSpan.Zero), CallKey.Read(row.GetBytes(1))),
                page.after?.Due.UtcTicks ?? long.MinValue,
                page.after?.Key.ToBytes() ?? [],
                page.until.UtcTicks,
                page.limit));

    public DateTimeOffset? NextDue(DueCall? after) => database.Read(after, static (session, after) =>
        session.Prepare("SELECT due FROM calls WHERE due IS NOT NULL AND (due, key) > (?1, ?2) ORDER BY due, key LIMIT 1")
            .First(
                static row => (DateTimeOffset?)new DateTimeOffset(row.GetInt64(0), TimeSpan.Zero),
                after?.Due.UtcTicks ?? long.MinValue,
                after?.Key.ToBytes() ?? []));

    private static void Run(Session session, in CallWrite write)
    {
        if (write.State.IsEmpty)
        {
            var key = write.Key.ToBytes();
            _ = session.Prepare("DELETE FROM calls WHERE key = ?1").Execute(key);
            GroupTable.Forget(session, key);
            return;
        }

        // Most writes change neither of the columns that are indexed: named in an update, they have their indexes written again.
        var isKnown = session.Prepare("UPDATE calls SET state = ?2 WHERE key = ?1 AND due IS ?3 AND owes = ?4")
            .Execute(write.Key.ToBytes(), write.State, write.Due?.UtcTicks, write.Owes ? 1 : 0) > 0;
        if (isKnown)
            return;

        _ = session.Prepare(
                """
                INSERT INTO calls (key, state, due, owes) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT (key) DO UPDATE SET state = excluded.state, due = excluded.due, owes = excluded.owes
                """)
            .Execute(write.Key.ToBytes(), write.State, write.Due?.UtcTicks, write.Owes ? 1 : 0);
    }

    private sealed class RowsWrite(IReadOnlyList<CallWrite> calls, IReadOnlyList<AttachmentChange> attachments, IWriteOutcome outcome) : StoreWrite
    {
        public override bool MayWriteAtOnce => true;

        public override void Run(Session session)
        {
            foreach (var call in calls)
                CallTable.Run(session, call);
            AttachmentTable.Write(session, attachments);
        }

        public override void Ended(IOException? fault) => outcome.Written(fault);
    }
}
