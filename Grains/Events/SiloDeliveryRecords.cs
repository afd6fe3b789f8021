using System.Collections.Concurrent;
using CallGrains.Calls.Events;
using CallGrains.Calls.Ids;
using CallGrains.Delivery.Callbacks;
using CallGrains.Delivery.Log;
using CallGrains.Grains.Abstractions.Events;
using CallGrains.Grains.Hosting;

namespace CallGrains.Grains.Events;

/// <summary>
/// What becomes of events on their way from this silo: dead letters go to their grains, durably; everything else is told to the
/// publisher of the leg, which remembers it. An event that is delivered at once costs no write beside that of its call. Each letter
/// has a grain of its own: where that is lost or cannot write, no other letter waits.
/// </summary>
/// <param name="grains">The cluster.</param>
public sealed class SiloDeliveryRecords(IGrainFactory grains) : IDeliveryStore, ICallbackSettlement
{
    private readonly ConcurrentDictionary<Guid, UnderWay> _underWay = new();

    /// <inheritdoc/>
    public void Settled(CallKey call, ushort leg, Guid eventId)
    {
        _ = _underWay.TryRemove(eventId, out _);
        grains.GetCall(call).SettleAsync(leg, eventId).Ignore();
    }

    /// <inheritdoc/>
    public async ValueTask AppendAsync(IReadOnlyList<DeliveryEntry> entries, CancellationToken cancellationToken)
    {
        // The last change of each event counts.
        var latest = new Dictionary<Guid, DeliveryEntry>(entries.Count);
        foreach (var entry in entries)
            latest[entry.Record.EventId] = entry with { Letter = entry.Letter ?? latest.GetValueOrDefault(entry.Record.EventId)?.Letter };

        await Task.WhenAll(latest.Values.Where(IsKeptApart).Select(KeepAsync)).WaitAsync(cancellationToken);
        foreach (var leg in latest.Values.GroupBy(entry => entry.Record.CallConnectionId))
        {
            grains.GetPublisher(leg.Key)
                .RecordAsync([.. leg.Select(entry => DeliveryCodec.Encode(entry.Record))])
                .Ignore();
        }
    }

    /// <inheritdoc/>
    public bool IsKeptApart(DeliveryEntry entry) =>
        entry.Letter is not null || (_underWay.TryGetValue(entry.Record.EventId, out var known) && known.IsLetter);

    /// <inheritdoc/>
    public ValueTask<DeliveryRecord?> FindAsync(Guid eventId, CancellationToken cancellationToken) =>
        new(_underWay.TryGetValue(eventId, out var known) ? known.Record : null);

    /// <inheritdoc/>
    public async ValueTask<DeadLetter?> FindLetterAsync(Guid eventId, CancellationToken cancellationToken) =>
        await grains.GetGrain<IDeadLetterGrain>(eventId).FindLetterAsync().WaitAsync(cancellationToken) is { } letter
            ? DeliveryCodec.DecodeLetter(letter)
            : null;

    /// <inheritdoc/>
    /// <remarks>Nothing: calls hand over again what they owe, and dead letters wake by themselves.</remarks>
    public ValueTask<IReadOnlyList<PendingRecord>> PendingAsync(long after, int max, CancellationToken cancellationToken) => new([]);

    /// <inheritdoc/>
    /// <remarks>Nothing: what publishers and indexes remember is bounded by them.</remarks>
    public ValueTask TrimAsync(DeliveryState state, DateTimeOffset before, int keep, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: the log of a cluster is read by <see cref="ClusterDeliveryLog"/>.</exception>
    public ValueTask<DeliveryPage> ListAsync(DeliveryQuery query, CancellationToken cancellationToken) =>
        throw new NotSupportedException("One silo does not know the log of the cluster.");

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: letters are sent again by their grains.</exception>
    public ValueTask<int> ReopenAsync(Guid? eventId, DateTimeOffset now, CancellationToken cancellationToken) =>
        throw new NotSupportedException("One silo does not know the letters of the cluster.");

    /// <summary>An event is handed over.</summary>
    internal void Begin(CallbackEvent callback, DateTimeOffset now)
    {
        // Its time to be tried counts from when it happened, whatever silos it was handed to before.
        var first = callback.Time < now ? callback.Time : now;
        _ = _underWay.TryAdd(callback.Id, new(IsLetter: false, new()
        {
            EventId = callback.Id,
            Kind = callback.Kind,
            CallConnectionId = callback.ConnectionId,
            Stream = callback.Stream,
            State = DeliveryState.Pending,
            Tries = 0,
            FirstTime = first,
            LastTime = now,
        }));
    }

    /// <summary>A dead letter is to be sent again.</summary>
    internal void BeginAgain(DeliveryRecord record) => _underWay[record.EventId] = new(IsLetter: true, record);

    private async Task KeepAsync(DeliveryEntry entry)
    {
        var (record, letter) = entry;
        await grains.GetGrain<IDeadLetterGrain>(record.EventId)
            .RecordAsync(DeliveryCodec.Encode(record), letter is null ? null : DeliveryCodec.Encode(letter));
        if (letter is null && record.State != DeliveryState.Pending)
            _ = _underWay.TryRemove(record.EventId, out _);
    }

    private sealed record UnderWay(bool IsLetter, DeliveryRecord Record);
}
