using CallGrains.Calls.Events;
using CallGrains.Delivery.Destinations;
using CallGrains.Delivery.Log;
using CallGrains.Delivery.Signing;
using CallGrains.Delivery.Webhooks;
using Microsoft.Extensions.Logging;

namespace CallGrains.Delivery.Callbacks;

/// <summary>
/// Delivers callbacks: per leg and URI in order, one at a time, with retries; everything else side by side. An event is
/// delivered or becomes a dead letter, and its call is told of either.
/// </summary>
/// <remarks>
/// Nothing is parked per waiting stream but a timer. Call <see cref="StartAsync"/> before the first <see cref="Deliver"/>.
/// Safe for concurrent use.
/// </remarks>
public sealed partial class CallbackDelivery : IAsyncDisposable
{
    private readonly Admission _admission;
    private readonly HashSet<Guid> _askedAgain = [];
    private readonly DestinationClient _client;
    private readonly Dictionary<string, Destination> _destinations = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<Guid, DeliveryRecord> _earlier = [];
    private readonly Lock _gate = new();
    private readonly Dictionary<CallbackStream, CallbackLane> _lanes = [];
    private readonly DeliveryLogWriter _log;
    private readonly ILogger<CallbackDelivery> _logger;
    private readonly DeliveryMetrics _metrics;
    private readonly DeliveryOptions _options;
    private readonly CallbackPoster _poster;
    private readonly HashSet<(Guid EventId, bool Again)> _queued = [];
    private readonly RetrySchedule _schedule;
    private readonly ICallbackSettlement _settlement;
    private readonly CancellationTokenSource _stop = new();
    private readonly IDeliveryStore _store;
    private readonly TimeProvider _time;
    private readonly RetryWindows _windows = new();
    private bool _disposed;
    private bool _isStopping;
    private int _running;

    /// <summary>Delivery for one host.</summary>
    /// <param name="settlement">Told when an event is owed no longer.</param>
    /// <param name="store">Keeps the log and the dead letters.</param>
    /// <param name="client">Sends requests; not disposed of here.</param>
    /// <param name="signer">Signs them; not disposed of here.</param>
    /// <param name="options">Times and bounds.</param>
    /// <param name="logOptions">How long the log is kept.</param>
    /// <param name="time">System time.</param>
    /// <param name="random">For jitter; safe for concurrent use.</param>
    /// <param name="logger">For dead letters and faults.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public CallbackDelivery(
        ICallbackSettlement settlement,
        IDeliveryStore store,
        DestinationClient client,
        CallbackSigner signer,
        DeliveryOptions options,
        DeliveryLogOptions logOptions,
        TimeProvider time,
        Random random,
        ILogger<CallbackDelivery> logger)
    {
        options.Validate();
        logOptions.Validate();
        _settlement = settlement;
        _store = store;
        _client = client;
        _options = options;
        _time = time;
        _logger = logger;
        _admission = new(options, time, StartTry, Relieve);
        _schedule = new(options.FirstPause, options.MaxPause, random);
        _metrics = new(QueueLength, QueueAge);
        _poster = new(client, signer, store, options, _metrics, time);
        _log = new(store, logOptions, time, logger);
    }

    /// <summary>The meter of this instance.</summary>
    internal System.Diagnostics.Metrics.Meter Meter => _metrics.Meter;

    /// <summary>Reads what was being tried when the engine stopped: how often, until when to wait, and which dead letters were to be sent again.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        const int pageSize = 500;
        for (long after = 0; ;)
        {
            var page = await _store.PendingAsync(after, pageSize, cancellationToken);
            lock (_gate)
            {
                foreach (var pending in page)
                {
                    if (pending.HasLetter)
                        Enqueue(new(pending.Record, callback: null));
                    else
                        _earlier[pending.Record.EventId] = pending.Record;
                }
            }

            if (page.Count < pageSize)
                return;
            after = page[^1].Number;
        }
    }

    /// <summary>Queues an event. Ignored while the same event is queued already.</summary>
    /// <param name="callback">The event.</param>
    public void Deliver(CallbackEvent callback)
    {
        var now = _time.GetUtcNow();
        if (!_options.Enabled)
        {
            EndEarlier(callback, now);
            _settlement.Settled(callback.Stream.Call, callback.Stream.Leg, callback.Id);
            return;
        }

        lock (_gate)
        {
            if (_earlier.Remove(callback.Id, out var earlier))
                Enqueue(new(earlier, callback) { IsLogged = true });
            else
                Enqueue(new(NewRecord(callback, now), callback) { WindowStart = _windows.StartOf(callback, now) });
        }
    }

    /// <summary>Makes an event a dead letter without trying: its leg has too many undelivered ones.</summary>
    /// <param name="callback">The event.</param>
    public void Overflow(CallbackEvent callback)
    {
        lock (_gate)
        {
            if (_isStopping || !_queued.Add((callback.Id, false)))
                return;
            _running++;
        }

        var job = new CallbackJob(NewRecord(callback, _time.GetUtcNow()), callback);
        _ = BuryAsync(job, new(TryVerdict.Dead, null, default, "Too many undelivered events of this leg."));
    }

    /// <summary>Sends a dead letter again that the store has made pending: one try, soon.</summary>
    /// <param name="record">The pending record.</param>
    public void Redeliver(DeliveryRecord record)
    {
        lock (_gate)
            Enqueue(new(record, callback: null));
    }

    /// <summary>Begins no further try, and waits until those under way have ended and what became of them is stored.</summary>
    /// <param name="limit">How long at most; what is under way then goes on until this is disposed of.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task DrainAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        StopTrying();
        await ((Task)_ended.Task.WaitAsync(limit, _time, cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Stops: requests under way are given up, what is undelivered stays owed by its call.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_disposed)
                return;

            _disposed = true;
        }

        StopTrying();
        await _stop.CancelAsync();
        await _log.HurryAsync();
        await _ended.Task;
        _admission.Dispose();
        await _log.DisposeAsync();
        _metrics.Dispose();
        _stop.Dispose();
    }

    private void StopTrying()
    {
        lock (_gate)
        {
            _isStopping = true;
            foreach (var lane in _lanes.Values)
                lane.Pause?.Dispose();
            if (_running == 0)
                _ended.TrySetResult();
        }
    }

    private static DeliveryRecord NewRecord(CallbackEvent callback, DateTimeOffset now) => new()
    {
        EventId = callback.Id,
        Kind = callback.Kind,
        CallConnectionId = callback.ConnectionId,
        Stream = callback.Stream,
        State = DeliveryState.Pending,
        Tries = 0,
        FirstTime = now,
        LastTime = now,
    };

    /// <summary>What was tried before delivery was switched off must not stay pending for good.</summary>
    private void EndEarlier(CallbackEvent callback, DateTimeOffset now)
    {
        DeliveryRecord? earlier;
        lock (_gate)
            _ = _earlier.Remove(callback.Id, out earlier);
        if (earlier is not null)
            _ = _log.AddAsync(new(earlier with { State = DeliveryState.Delivered, LastTime = now, NextTry = null })).AsTask();
    }

    internal int QueueLength()
    {
        lock (_gate)
            return _queued.Count;
    }

    private double QueueAge()
    {
        lock (_gate)
        {
            var oldest = _lanes.Values.Min(lane => lane.Current?.WaitsFrom);
            return oldest is null ? 0 : (_time.GetUtcNow() - oldest.Value).TotalSeconds;
        }
    }
}
