using CallGrains.Calls.Events;
using CallGrains.Delivery.Callbacks;
using CallGrains.Delivery.Destinations;
using CallGrains.Delivery.Log;
using Microsoft.Extensions.Logging;

namespace CallGrains.Grains.Events;

/// <summary>
/// Delivery of callbacks on one silo, for all publishers that are active there: so that the bounds of requests under way, per
/// webhook and in all, hold for the silo, and connections are shared.
/// </summary>
/// <param name="records">Takes what became of events.</param>
/// <param name="client">Sends requests.</param>
/// <param name="signer">Signs them.</param>
/// <param name="settings">Times and bounds.</param>
/// <param name="time">System time.</param>
/// <param name="logger">The log.</param>
public sealed class SiloDelivery(
    SiloDeliveryRecords records,
    DestinationClient client,
    SharedSigner signer,
    DeliverySettings settings,
    TimeProvider time,
    ILogger<CallbackDelivery> logger) : ICallbackChannel, ILifecycleParticipant<ISiloLifecycle>
{
    // The time of a stop belongs to the calls; a webhook that takes longer gets what it was being sent once more.
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private CallbackDelivery? _delivery;
    private bool _isStopped;

    /// <inheritdoc/>
    public async Task DeliverAsync(CallbackEvent callback)
    {
        var delivery = await GetAsync();
        records.Begin(callback, time.GetUtcNow());
        delivery?.Deliver(callback);
    }

    /// <inheritdoc/>
    public async Task BuryAsync(CallbackEvent callback)
    {
        var delivery = await GetAsync();
        records.Begin(callback, time.GetUtcNow());
        delivery?.Overflow(callback);
    }

    /// <summary>Sends a dead letter again. Ignored while it is under way here.</summary>
    /// <param name="record">Its record, pending again.</param>
    public async Task RedeliverAsync(DeliveryRecord record)
    {
        var delivery = await GetAsync();
        records.BeginAgain(record);
        delivery?.Redeliver(record);
    }

    // Requests under way end before the grains leave, so that what became of them is still told, and no receiver gets them twice.
    void ILifecycleParticipant<ISiloLifecycle>.Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(SiloDelivery), ServiceLifecycleStage.Active, static _ => Task.CompletedTask, StopAsync);

    private async ValueTask<CallbackDelivery?> GetAsync()
    {
        if (Volatile.Read(ref _delivery) is { } known)
            return known;

        var ready = await signer.StartAsync(CancellationToken.None);
        lock (_gate)
        {
            // What is handed over to a silo that stops is handed over again, to another.
            if (_isStopped)
                return null;

            // Records are kept by grains and bounded there, so the log of this delivery has nothing to trim, and nothing to share a
            // commit with.
            var log = new DeliveryLogOptions { GatherFor = TimeSpan.Zero };
            return _delivery ??= new(records, records, client, ready, settings.Delivery, log, time, Random.Shared, logger);
        }
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        CallbackDelivery? delivery;
        lock (_gate)
        {
            _isStopped = true;
            delivery = _delivery;
        }

        if (delivery is null)
            return;

        await delivery.DrainAsync(LongestDrain, cancellationToken);
        await delivery.DisposeAsync();
    }
}
