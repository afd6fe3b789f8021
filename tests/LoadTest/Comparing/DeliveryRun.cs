using System.Collections.Concurrent;
using System.Diagnostics;
using CallGrains.Calls.Events;
using CallGrains.Calls.Ids;
using CallGrains.Delivery.Callbacks;
using CallGrains.Delivery.Destinations;
using CallGrains.Delivery.Log;
using CallGrains.Delivery.Signing;
using CallGrains.LoadTest.Measuring;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.LoadTest.Comparing;

/// <summary>Delivery alone, in this process, against a receiver in its own: many legs, each with its events in order.</summary>
internal sealed class DeliveryRun : ICallbackSettlement, IAsyncDisposable
{
    // Enough that the first event of each leg, which may meet a webhook that has not shown yet that it stalls, is less than one in a hundred.
    private const int EventsOfALeg = 200;

    private readonly CallbackSigner _signer;
    private readonly DestinationClient _client = new(new(new DestinationOptions()), new SystemNameResolver());
    private readonly CallbackDelivery _delivery;
    private readonly ConcurrentDictionary<CallKey, (int Left, long Since)> _legs = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _uri = "";
    private int _unfinished;

    private DeliveryRun(CallbackSigner signer, int parallelism)
    {
        _signer = signer;
        _delivery = new(
            this, new MemoryDeliveryStore(), _client, signer, new() { MaxPerHost = parallelism }, new(),
            TimeProvider.System, Random.Shared, NullLogger<CallbackDelivery>.Instance);
    }

    /// <summary>From handing an event over to its settlement.</summary>
    public LatencyHistogram Latency { get; } = new();

    public static async Task<DeliveryRun> StartAsync(int parallelism, CancellationToken cancellationToken)
    {
        var signer = await CallbackSigner.StartAsync(
            new MemorySigningKeyStore(), new(), "resource", TimeProvider.System, NullLogger<CallbackSigner>.Instance, cancellationToken);
        var run = new DeliveryRun(signer, parallelism);
        await run._delivery.StartAsync(cancellationToken);
        return run;
    }

    /// <summary>Delivers all events of some legs.</summary>
    /// <param name="uri">Their webhook.</param>
    /// <param name="legs">How many legs.</param>
    /// <param name="stalled">The webhook of further legs, that never answers.</param>
    /// <param name="stalledLegs">How many of those.</param>
    /// <returns>Events each second.</returns>
    public async Task<double> DeliverAsync(string uri, int legs, string? stalled = null, int stalledLegs = 0)
    {
        _uri = uri;
        _unfinished = legs;
        for (var i = 0; i < stalledLegs; i++)
            _delivery.Deliver(EventOf(new CallKey((UInt128)(1_000_000 + i)), stalled!));

        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < legs; i++)
        {
            var call = new CallKey((UInt128)i);
            _legs[call] = (EventsOfALeg, Stopwatch.GetTimestamp());
            _delivery.Deliver(EventOf(call, uri));
        }

        await _done.Task;
        return legs * EventsOfALeg / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Settled(CallKey call, ushort leg, Guid eventId)
    {
        if (!_legs.TryGetValue(call, out var state))
            return;

        Latency.AddSince(state.Since);
        if (state.Left == 1)
        {
            if (Interlocked.Decrement(ref _unfinished) == 0)
                _done.TrySetResult();
            return;
        }

        _legs[call] = (state.Left - 1, Stopwatch.GetTimestamp());
        _delivery.Deliver(EventOf(call, _uri));
    }

    public async ValueTask DisposeAsync()
    {
        await _delivery.DisposeAsync();
        await _signer.DisposeAsync();
        _client.Dispose();
    }

    public static CallbackEvent EventOf(CallKey call, string uri) => new()
    {
        Id = Guid.NewGuid(),
        Kind = CallEventKind.CallConnected,
        Stream = new(call, 1, uri),
        Time = DateTimeOffset.UnixEpoch,
        ConnectionId = Guid.NewGuid(),
        ServerCallId = "aHR0cHM6Ly9jb252LmNhbGxncmFpbnMvY29udi9BQUFBQUFBQUFBQUFBQUFBQUFBQQ==",
        CorrelationId = Guid.NewGuid(),
        Result = ResultInformation.Success,
        OperationContext = "1234567890123456",
    };
}
