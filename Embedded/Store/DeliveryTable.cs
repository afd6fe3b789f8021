using CallGrains.Calls.Events;
using CallGrains.Calls.Ids;
using CallGrains.Delivery.Log;

namespace CallGrains.Embedded.Store;

/// <summary>The tables of the delivery log and of the dead letters.</summary>
/// <param name="database">The database.</param>
internal sealed class DeliveryTable(Database database) : IDeliveryStore
{
    private const string Columns =
        "event, connection, call, leg, uri, kind, state, tries, first_time, last_time, status_code, latency, last_error, next_try";

    // Some milliseconds of the writer's time.
    private const int MaxRemoved = 250;

    public ValueTask AppendAsync(IReadOnlyList<DeliveryEntry> entries, CancellationToken cancellationToken) =>
        database.WriteAsync(session => Append(session, entries), cancellationToken);

    public ValueTask<DeliveryRecord?> FindAsync(Guid eventId, CancellationToken cancellationToken) =>
        new(database.Read(eventId, static (session, id) => session
            .Prepare($"SELECT {Columns} FROM deliveries WHERE event = ?1").Query(ToRecord, ToBytes(id)).FirstOrDefault()));

    public ValueTask<DeadLetter?> FindLetterAsync(Guid eventId, CancellationToken cancellationToken) =>
        new(database.Read(eventId, static (session, id) => session
            .Prepare("SELECT body, trace_parent FROM letters WHERE event = ?1")
            .Query(row => new DeadLetter(id, row.GetBytes(0), row.IsNull(1) ? null : row.GetString(1)), ToBytes(id))
            .FirstOrDefault()));

    public ValueTask<DeliveryPage> ListAsync(DeliveryQuery query, CancellationToken cancellationToken) =>
        new(database.Read(query, static (session, query) =>
        {
            // One more than wanted tells whether there is another page.
            var found = session.Prepare(
                    $"""
                     SELECT {Columns}, number FROM deliveries
                     WHERE number < ?1
                     {(query.CallConnectionId is null ? "" : "AND connection = ?3")}
                     {StateCondition(query.State)}
                     ORDER BY number DESC LIMIT ?2
                     """)
                .Query(
                    static row => (Record: ToRecord(row), Number: row.GetInt64(14)),
                    Values(query));
            var records = found.Take(query.PageSize).ToList();
            return new DeliveryPage(
                [.. records.Select(static row => row.Record)],
                found.Count > query.PageSize ? records[^1].Number : null);
        }));

    public ValueTask<int> ReopenAsync(Guid? eventId, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session => eventId is { } id
                ? session.Prepare("UPDATE deliveries SET state = 1, last_time = ?1, next_try = NULL WHERE state = 3 AND event = ?2")
                    .Execute(now.UtcTicks, ToBytes(id))
                : session.Prepare("UPDATE deliveries SET state = 1, last_time = ?1, next_try = NULL WHERE state = 3 AND state <> 2")
                    .Execute(now.UtcTicks),
            cancellationToken);

    public ValueTask<IReadOnlyList<PendingRecord>> PendingAsync(long after, int max, CancellationToken cancellationToken) =>
        new(database.Read((after, max), static (session, page) => session
            .Prepare(
                $"""
                 SELECT {Columns}, number, EXISTS (SELECT 1 FROM letters WHERE letters.event = deliveries.event)
                 FROM deliveries WHERE state = 1 AND state <> 2 AND number > ?1 ORDER BY number LIMIT ?2
                 """)
            .Query(static row => new PendingRecord(row.GetInt64(14), ToRecord(row), row.GetBoolean(15)), page.after, page.max)));

    public async ValueTask TrimAsync(DeliveryState state, DateTimeOffset before, int keep, CancellationToken cancellationToken)
    {
        // Found beside the writer, and removed in pieces: calls are written in between. At once, ten thousand records held the writer
        // for 80 ms, each time that many had been delivered.
        var newestTooMany = database.Read((state, keep), static (session, query) =>
            session.Prepare($"SELECT number FROM deliveries WHERE {ConditionOf(query.state)} ORDER BY number DESC LIMIT 1 OFFSET ?2")
                .First(static row => row.GetInt64(0), (int)query.state, query.keep));
        List<long> old;
        do
        {
            // Records are numbered in the order of their first time, near enough to that of their last.
            old = database.Read((state, before, newestTooMany), static (session, query) => session
                .Prepare($"SELECT number FROM deliveries WHERE {ConditionOf(query.state)} AND (number <= ?3 OR last_time < ?2) ORDER BY number LIMIT ?4")
                .Query(static row => row.GetInt64(0), (int)query.state, query.before.UtcTicks, query.newestTooMany, MaxRemoved));
            if (old.Count > 0)
                await database.WriteAsync(session => Remove(session, state, old), cancellationToken);
        }
        while (old.Count == MaxRemoved);
    }

    private static string ConditionOf(DeliveryState state) => state == DeliveryState.Delivered ? "state = ?1" : "state = ?1 AND state <> 2";

    private static void Remove(Session session, DeliveryState state, List<long> numbers)
    {
        // There are hardly ever any letters: then none is looked for, which for each event would be two rows to find.
        var hasLetters = session.Prepare("SELECT 1 FROM letters LIMIT 1").First(static row => row.GetBoolean(0));

        // What was asked for again meanwhile is pending, and stays.
        var letter = session.Prepare("DELETE FROM letters WHERE event = (SELECT event FROM deliveries WHERE number = ?1 AND state = ?2)");
        var record = session.Prepare("DELETE FROM deliveries WHERE number = ?1 AND state = ?2");
        foreach (var number in numbers)
        {
            if (hasLetters)
                _ = letter.Execute(number, (int)state);
            _ = record.Execute(number, (int)state);
        }
    }

    private static void Append(Session session, IReadOnlyList<DeliveryEntry> entries)
    {
        var upsert = session.Prepare(
            $"""
             INSERT INTO deliveries ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
             ON CONFLICT (event) DO UPDATE SET
                 state = excluded.state, tries = excluded.tries, first_time = excluded.first_time, last_time = excluded.last_time,
                 status_code = excluded.status_code, latency = excluded.latency, last_error = excluded.last_error,
                 next_try = excluded.next_try
             """);
        foreach (var entry in entries)
        {
            var (record, letter) = entry;
            var id = ToBytes(record.EventId);
            _ = upsert.Execute(
                id,
                ToBytes(record.CallConnectionId),
                record.Stream.Call.ToBytes(),
                (int)record.Stream.Leg,
                record.Stream.Uri,
                (int)record.Kind,
                (int)record.State,
                record.Tries,
                record.FirstTime.UtcTicks,
                record.LastTime.UtcTicks,
                record.StatusCode,
                record.Latency?.Ticks,
                record.LastError,
                record.NextTry?.UtcTicks);
            if (entry.EndsLetter)
            {
                _ = session.Prepare("DELETE FROM letters WHERE event = ?1").Execute(id);
            }
            else if (letter is not null)
            {
                _ = session.Prepare("INSERT OR REPLACE INTO letters (event, body, trace_parent) VALUES (?1, ?2, ?3)")
                    .Execute(id, letter.Body, letter.TraceParent);
            }
        }
    }

    // The numbers are written out, since only then does SQLite see that the index of what is open holds them.
    private static string StateCondition(DeliveryState? state) => state switch
    {
        null => "",
        DeliveryState.Delivered => "AND state = 2",
        DeliveryState.Pending => "AND state = 1 AND state <> 2",
        _ => "AND state = 3 AND state <> 2",
    };

    private static StoreValue[] Values(DeliveryQuery query)
    {
        StoreValue[] values = [query.Continuation ?? long.MaxValue, query.PageSize + 1];
        return query.CallConnectionId is { } connection ? [.. values, ToBytes(connection)] : values;
    }

    private static DeliveryRecord ToRecord(Row row) => new()
    {
        EventId = ToGuid(row, 0),
        CallConnectionId = ToGuid(row, 1),
        Stream = new(CallKey.Read(row.GetBytes(2)), (ushort)row.GetInt32(3), row.GetString(4)),
        Kind = (CallEventKind)row.GetInt32(5),
        State = (DeliveryState)row.GetInt32(6),
        Tries = row.GetInt32(7),
        FirstTime = ToTime(row.GetInt64(8)),
        LastTime = ToTime(row.GetInt64(9)),
        StatusCode = row.IsNull(10) ? null : row.GetInt32(10),
        Latency = row.IsNull(11) ? null : TimeSpan.FromTicks(row.GetInt64(11)),
        LastError = row.IsNull(12) ? null : row.GetString(12),
        NextTry = row.IsNull(13) ? null : ToTime(row.GetInt64(13)),
    };

    private static DateTimeOffset ToTime(long ticks) => new(ticks, TimeSpan.Zero);

    private static Guid ToGuid(Row row, int column) => new(row.GetBytes(column), bigEndian: true);

    private static byte[] ToBytes(Guid id) => id.ToByteArray(bigEndian: true);
}
