using System.Collections.Concurrent;
using System.Diagnostics;
using CallGrains.Calls.Events;
using CallGrains.Calls.Ids;
using CallGrains.Delivery.Callbacks;
using CallGrains.Delivery.Destinations;
using CallGrains.Delivery.Signing;
using CallGrains.LoadTest.Measuring;
using CallGrains.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.LoadTest.Comparing.Delivery;

/// <summary>Delivery alone, in this process, against a receiver in its own: many short legs, each with its events in order.</summary>
internal sealed class DeliveryRun : ICallbackSettlement, IAsyncDisposable
{
    /// <summary>Real legs have five to ten.</summary>
    public const int EventsOfALeg = 8;

    private const int NeverAnswering = 1_000_000_000;

    private readonly DestinationClient _client = new(new(new DestinationOptions()), new SystemNameResolver());
    private readonly CallbackDelivery _delivery;
    private readonly ConcurrentDictionary<CallKey, (int Left, long Since)> _legs = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LatencyHistogram _latency;
    private Func<int, string> _uriOf = static _ => "";
    private int _all;
    private int _begun;
    private int _unfinished;

    private DeliveryRun(CallbackSigner signer, int parallelism, LatencyHistogram latency)
    {
        _latency = latency;
        _delivery = new(
            this, new MemoryDeliveryStore(), _client, signer, new() { MaxPerHost = parallelism }, new(),
            TimeProvider.System, Random.Shared, NullLogger<CallbackDelivery>.Instance);
    }

    /// <summary>A signer, for any number of runs: making its key takes longer than a run.</summary>
    public static async Task<CallbackSigner> SignerAsync(CancellationToken cancellationToken)
    {
        var signer = await CallbackSigner.StartAsync(
            new MemorySigningKeyStore(), new(), "resource", TimeProvider.System, NullLogger<CallbackSigner>.Instance, cancellationToken);
        _ = await signer.AuthorizationAsync(cancellationToken);
        return signer;
    }

    /// <summary>Starts delivery.</summary>
    /// <param name="signer">Signs.</param>
    /// <param name="parallelism">Most prompt posts under way to one host.</param>
    /// <param name="latency">Takes how long it was from handing an event over to its settlement.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<DeliveryRun> StartAsync(
        CallbackSigner signer, int parallelism, LatencyHistogram latency, CancellationToken cancellationToken)
    {
        var run = new DeliveryRun(signer, parallelism, latency);
        await run._delivery.StartAsync(cancellationToken);
        return run;
    }

    /// <summary>Delivers all events of some legs; a leg that is done makes room for the next.</summary>
    /// <param name="legs">How many legs in all.</param>
    /// <param name="atOnce">How many of them side by side.</param>
    /// <param name="uriOf">The webhook of a leg, by its number.</param>
    /// <param name="stalled">The webhooks of further legs, which never answer; they begin among the first of the others.</param>
    /// <returns>Events each second.</returns>
    public async Task<double> DeliverAsync(int legs, int atOnce, Func<int, string> uriOf, params IReadOnlyList<string> stalled)
    {
        (_uriOf, _all, _unfinished) = (uriOf, legs, legs);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < atOnce; i++)
        {
            var (before, upTo) = (i * stalled.Count / atOnce, (i + 1) * stalled.Count / atOnce);
            for (var stall = before; stall < upTo; stall++)
                _delivery.Deliver(EventOf(new CallKey((UInt128)(NeverAnswering + stall)), stalled[stall]));
            BeginNext();
        }

        await _done.Task;
        return legs * EventsOfALeg / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Settled(CallKey call, ushort leg, Guid eventId)
    {
        if (!_legs.TryGetValue(call, out var state))
            return;

        _latency.AddSince(state.Since);
        if (state.Left > 1)
        {
            Deliver(call, state.Left - 1);
            return;
        }

        _legs.TryRemove(call, out _);
        if (Interlocked.Decrement(ref _unfinished) == 0)
            _done.TrySetResult();
        else
            BeginNext();
    }

    public async ValueTask DisposeAsync()
    {
        await _delivery.DisposeAsync();
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

    private void BeginNext()
    {
        var number = Interlocked.Increment(ref _begun);
        if (number <= _all)
            Deliver(new CallKey((UInt128)number), EventsOfALeg);
    }

    private void Deliver(CallKey call, int left)
    {
        var callback = EventOf(call, _uriOf((int)call.Value));
        _legs[call] = (left, Stopwatch.GetTimestamp());
        _delivery.Deliver(callback);
    }
}
