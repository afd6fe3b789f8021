using CallGrains.Delivery.Callbacks;
using CallGrains.Delivery.Destinations;
using CallGrains.Delivery.Log;
using CallGrains.Delivery.Signing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Delivery.Bench;

/// <summary>Delivery as a host puts it together, with everything in memory.</summary>
internal sealed class DeliveryBench : IAsyncDisposable
{
    // Making an RSA key takes longer than most tests.
    private static readonly Lazy<StoredSigningKey> Key = new(() => SigningKey.Generate(2_048, DateTimeOffset.UnixEpoch));

    private readonly CallbackSigner _signer;

    private DeliveryBench(CallbackSigner signer, DestinationClient client, IDeliveryStore store, DeliveryOptions options, DeliveryLogOptions logOptions, TimeProvider time, ILogger<CallbackDelivery> logger)
    {
        _signer = signer;
        Client = client;
        Store = store;
        Delivery = new(Calls, store, client, signer, options, logOptions, time, new Random(1), logger);
        Calls.Delivery = Delivery;
        Log = new(store, Delivery, time);
    }

    public CallPumpDouble Calls { get; } = new();

    public DestinationClient Client { get; }

    public CallbackDelivery Delivery { get; }

    public DeliveryLog Log { get; }

    public CallbackSigner Signer => _signer;

    public IDeliveryStore Store { get; }

    /// <summary>Pauses that a test need not notice.</summary>
    public static DeliveryOptions Quick(Action<DeliveryOptions>? change = null)
    {
        var options = new DeliveryOptions { FirstPause = TimeSpan.FromMilliseconds(20), MaxPause = TimeSpan.FromMilliseconds(50) };
        change?.Invoke(options);
        return options;
    }

    public static DestinationClient NewClient(Action<DestinationOptions>? change = null, INameResolver? resolver = null)
    {
        var options = new DestinationOptions();
        change?.Invoke(options);
        return new(new(options), resolver ?? new SystemNameResolver());
    }

    public static async Task<DeliveryBench> StartAsync(
        DeliveryOptions? options = null,
        IDeliveryStore? store = null,
        TimeProvider? time = null,
        DestinationClient? client = null,
        DeliveryLogOptions? logOptions = null,
        ILogger<CallbackDelivery>? logger = null,
        ISigningKeyStore? keys = null)
    {
        var clock = time ?? TimeProvider.System;
        if (keys is null)
        {
            keys = new MemorySigningKeyStore();
            await keys.TryAddAsync(Key.Value with { ActiveFrom = clock.GetUtcNow() }, null, CancellationToken.None);
        }

        var signer = await CallbackSigner.StartAsync(keys, new(), "resource", clock, NullLogger<CallbackSigner>.Instance, CancellationToken.None);
        var bench = new DeliveryBench(
            signer, client ?? NewClient(), store ?? new MemoryDeliveryStore(), options ?? Quick(), logOptions ?? new() { GatherFor = TimeSpan.Zero }, clock, logger ?? NullLogger<CallbackDelivery>.Instance);
        await bench.Delivery.StartAsync(CancellationToken.None);
        return bench;
    }

    public Task SettledAsync(int count) => Eventually.HoldsAsync(() => Calls.Settled.Count >= count, $"{count} events are settled");

    public DeliveryRecord Record(Guid eventId) => Find(eventId) ?? throw new InvalidOperationException($"{eventId} is not in the log.");

    public DeliveryRecord? Find(Guid eventId)
    {
        var found = Store.FindAsync(eventId, CancellationToken.None);
        return found.IsCompleted ? found.Result : throw new InvalidOperationException("The store of a test answers at once.");
    }

    public async Task<DeliveryRecord> RecordAsync(Guid eventId, Func<DeliveryRecord, bool> when, string what)
    {
        await Eventually.HoldsAsync(() => Find(eventId) is { } record && when(record), what);
        return Record(eventId);
    }

    public async ValueTask DisposeAsync()
    {
        await Delivery.DisposeAsync();
        await _signer.DisposeAsync();
        Client.Dispose();
    }
}
