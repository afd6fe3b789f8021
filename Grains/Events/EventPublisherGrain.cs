using CallGrains.Calls.Codec;
using CallGrains.Calls.Events;
using CallGrains.Delivery.EventGrid;
using CallGrains.Delivery.Log;
using CallGrains.Grains.Abstractions;
using CallGrains.Grains.Abstractions.Events;
using CallGrains.Grains.Hosting;
using Microsoft.Extensions.Logging;

namespace CallGrains.Grains.Events;

/// <summary>
/// Delivers the events of one leg: being one, it keeps their order whatever silos they come from. While the call owes an event it
/// hands it over again now and then, which also keeps this activation where the event is under way.
/// </summary>
/// <param name="delivery">Delivery of this silo.</param>
/// <param name="subscriptions">The subscriptions, for events of the call itself.</param>
/// <param name="publisher">Publishes those.</param>
/// <param name="options">How much is remembered.</param>
/// <param name="logger">The log.</param>
[GrainType("callgrains.publisher")]
public sealed partial class EventPublisherGrain(
    ICallbackChannel delivery,
    ClusterSubscriptions subscriptions,
    EventGridPublisher publisher,
    GrainOptions options,
    ILogger<EventPublisherGrain> logger) : Grain, IEventPublisherGrain
{
    // Oldest first.
    private readonly OrderedDictionary<Guid, DeliveryRecord> _records = [];
    private readonly HashSet<Guid> _publishing = [];

    /// <inheritdoc/>
    public async Task DeliverAsync(Payload callback)
    {
        var handed = WireCodec.DecodeCallback(callback.Bytes);
        if (IsOver(handed.Id))
            Settle(handed);
        else
            await delivery.DeliverAsync(handed);
    }

    /// <inheritdoc/>
    public async Task BuryAsync(Payload callback)
    {
        var handed = WireCodec.DecodeCallback(callback.Bytes);
        if (IsOver(handed.Id))
            Settle(handed);
        else
            await delivery.BuryAsync(handed);
    }

    /// <inheritdoc/>
    public async Task PublishAsync(Payload[] callbacks)
    {
        _ = await subscriptions.RefreshAsync(CancellationToken.None);
        foreach (var handed in callbacks.Select(static callback => WireCodec.DecodeCallback(callback.Bytes)))
        {
            if (handed.Facts is { } facts && _publishing.Add(handed.Id))
                _ = SettleWhenPublishedAsync(handed, publisher.PublishAsync(CallLifecycleEvent.From(handed, facts)));
        }
    }

    /// <inheritdoc/>
    public Task RecordAsync(Payload[] records)
    {
        foreach (var record in records.Select(DeliveryCodec.DecodeRecord))
        {
            if (!_records.ContainsKey(record.EventId) && _records.Count >= options.MaxRecords)
                _records.RemoveAt(0);
            _records[record.EventId] = record;
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<Payload[]> ListAsync() => Task.FromResult(_records.Values.Reverse().Select(DeliveryCodec.Encode).ToArray());

    private bool IsOver(Guid eventId) => _records.TryGetValue(eventId, out var known) && known.State != DeliveryState.Pending;

    private void Settle(CallbackEvent handed) => GrainFactory.GetCall(handed.Stream.Call).SettleAsync(handed.Stream.Leg, handed.Id).Ignore();

    // Settled when the subscriptions have it; one that is away holds this up for the time of one try only.
    private async Task SettleWhenPublishedAsync(CallbackEvent handed, Task published)
    {
        try
        {
            await published;
            Settle(handed);
        }
        catch (OperationCanceledException)
        {
            // The silo stops; the call still owes the event.
            LogNotPublished(handed.Id);
        }
        finally
        {
            _ = _publishing.Remove(handed.Id);
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "Stopped before event {eventId} was published; its call hands it over again.")]
    private partial void LogNotPublished(Guid eventId);
}
