using CallGrains.Delivery.Log;

namespace CallGrains.Shared;

/// <summary>A delivery log in memory.</summary>
internal sealed class MemoryDeliveryStore : IDeliveryStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Row> _rows = [];
    private long _lastNumber;
    private List<Row> _order = [];

    /// <inheritdoc/>
    public ValueTask AppendAsync(IReadOnlyList<DeliveryEntry> entries, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var entry in entries)
            {
                var record = entry.Record;
                if (!_rows.TryGetValue(record.EventId, out var row))
                {
                    row = new(++_lastNumber, record);
                    _rows.Add(record.EventId, row);
                    _order.Add(row);
                }

                row.Record = record;
                row.Letter = entry.EndsLetter ? null : entry.Letter ?? row.Letter;
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<DeliveryRecord?> FindAsync(Guid eventId, CancellationToken cancellationToken)
    {
        lock (_gate)
            return new(_rows.GetValueOrDefault(eventId)?.Record);
    }

    /// <inheritdoc/>
    public ValueTask<DeadLetter?> FindLetterAsync(Guid eventId, CancellationToken cancellationToken)
    {
        lock (_gate)
            return new(_rows.GetValueOrDefault(eventId)?.Letter);
    }

    /// <inheritdoc/>
    public ValueTask<DeliveryPage> ListAsync(DeliveryQuery query, CancellationToken cancellationToken)
    {
        var found = new List<Row>(Math.Min(query.PageSize, 128));
        lock (_gate)
        {
            for (var i = _order.Count - 1; i >= 0 && found.Count <= query.PageSize; i--)
            {
                if (Matches(query, _order[i]))
                    found.Add(_order[i]);
            }

            var isMore = found.Count > query.PageSize;
            DeliveryRecord[] records = [.. found.Take(query.PageSize).Select(row => row.Record)];
            return new(new DeliveryPage(records, isMore ? found[query.PageSize - 1].Number : null));
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> ReopenAsync(Guid? eventId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var count = 0;
        lock (_gate)
        {
            IEnumerable<Row> candidates = eventId is null ? _order : _rows.TryGetValue(eventId.Value, out var one) ? [one] : [];
            foreach (var row in candidates.Where(row => row.Record.State == DeliveryState.Dead))
            {
                row.Record = row.Record with { State = DeliveryState.Pending, LastTime = now, NextTry = null };
                count++;
            }
        }

        return new(count);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<PendingRecord>> PendingAsync(long after, int max, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(
            [
                .. _order
                    .Where(row => row.Number > after && row.Record.State == DeliveryState.Pending)
                    .Take(max)
                    .Select(row => new PendingRecord(row.Number, row.Record, row.Letter is not null)),
            ]);
        }
    }

    /// <inheritdoc/>
    public ValueTask TrimAsync(DeliveryState state, DateTimeOffset before, int keep, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var excess = _order.Count(row => row.Record.State == state && row.Record.LastTime >= before) - keep;
            var kept = new List<Row>(_order.Count);
            foreach (var row in _order)
            {
                var isOld = row.Record.State == state && (row.Record.LastTime < before || excess-- > 0);
                if (isOld)
                    _rows.Remove(row.Record.EventId);
                else
                    kept.Add(row);
            }

            _order = kept;
        }

        return ValueTask.CompletedTask;
    }

    private static bool Matches(DeliveryQuery query, Row row) =>
        (query.Continuation is null || row.Number < query.Continuation)
        && (query.State is null || row.Record.State == query.State)
        && (query.CallConnectionId is null || row.Record.CallConnectionId == query.CallConnectionId);

    private sealed class Row(long number, DeliveryRecord record)
    {
        public long Number => number;

        public DeliveryRecord Record { get; set; } = record;

        public DeadLetter? Letter { get; set; }
    }
}
