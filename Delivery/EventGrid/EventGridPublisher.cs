using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;
using CallGrains.Delivery.Destinations;
using CallGrains.Delivery.Webhooks;
using Microsoft.Extensions.Logging;

namespace CallGrains.Delivery.EventGrid;

/// <summary>Publishes events to the subscriptions that want them: at least once, the same event id at every try.</summary>
/// <remarks>
/// An incoming call is sent to all its subscriptions at once and tried until its ringing is over; the caller repeats it after a
/// restart. The events of a call's life are kept in memory only, in order per subscription. What waits for a subscription that ends,
/// or gets another address, is dropped: it must not hold up what is for the next one of its name. Safe for concurrent use.
/// </remarks>
public sealed partial class EventGridPublisher : IAsyncDisposable
{
    // No ringing lasts longer; a receiver that asks to wait longer has refused.
    private static readonly TimeSpan LongestRinging = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly ILogger<EventGridPublisher> _logger;
    private readonly EventGridOptions _options;
    private readonly Dictionary<string, EventGridLane> _lanes = new(StringComparer.Ordinal);
    private readonly RetrySchedule _schedule;
    private readonly WebhookSender _sender;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopping;
    private readonly EventSubscriptions _subscriptions;
    private readonly TimeProvider _time;
    private readonly HashSet<Task> _workers = [];
    private bool _isStopped;

    /// <summary>A publisher.</summary>
    /// <param name="subscriptions">Who wants events.</param>
    /// <param name="client">Sends them; not disposed of here.</param>
    /// <param name="options">Times and bounds.</param>
    /// <param name="time">System time.</param>
    /// <param name="random">For jitter; safe for concurrent use.</param>
    /// <param name="logger">For what was not delivered.</param>
    public EventGridPublisher(
        EventSubscriptions subscriptions,
        DestinationClient client,
        EventGridOptions options,
        TimeProvider time,
        Random random,
        ILogger<EventGridPublisher> logger)
    {
        _subscriptions = subscriptions;
        _options = options;
        _time = time;
        _logger = logger;
        _schedule = new(options.FirstPause, options.MaxPause, random);
        _sender = new(client, options.TryTimeout, time);
        _stopping = _stop.Token;
    }

    /// <summary>Whether somebody is told of incoming calls to an identifier.</summary>
    /// <param name="to">Who is called.</param>
    public bool HasSubscriptionFor(CommunicationIdentifier to) => _subscriptions.HasSubscriptionFor(to);

    /// <summary>Tells all subscriptions of the called endpoint of an incoming call, with retries.</summary>
    /// <param name="invite">The call.</param>
    /// <param name="cancellationToken">The ringing is over: nothing is tried any more.</param>
    /// <returns>How many subscriptions have it. Those that refused it for good do not count.</returns>
    /// <exception cref="OperationCanceledException">The ringing was over before every subscription had it or had refused it.</exception>
    public async Task<int> AnnounceAsync(Invite invite, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(_subscriptions.For(invite.Endpoint).Select(subscription => AnnounceAsync(invite, subscription, cancellationToken)));
        cancellationToken.ThrowIfCancellationRequested();
        return answers.Count(delivered => delivered);
    }

    /// <summary>Tells all subscriptions that want it of something that happened to a call, soon and in order.</summary>
    /// <param name="happened">What.</param>
    /// <returns>
    /// Done when every subscription has the event, refused it, or proved slow: one that does not take it within the time of one
    /// try delays nobody else, and is tried for <see cref="EventGridOptions.RetryFor"/> from memory alone.
    /// </returns>
    /// <exception cref="OperationCanceledException">The publisher stopped before that.</exception>
    public Task PublishAsync(CallLifecycleEvent happened)
    {
        var type = EventGridBody.TypeOf(happened);
        List<Task>? waits = null;
        foreach (var subscription in _subscriptions.Wanting(type))
        {
            if (LaneOf(subscription).TryAdd(happened, out var done))
                (waits ??= []).Add(done);
            else
                LogDropped(type, happened.Id, subscription.Name);
        }

        return waits is null ? Task.CompletedTask : AllOrSlowAsync(Task.WhenAll(waits));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task[] workers;
        lock (_gate)
        {
            _isStopped = true;
            workers = [.. _workers];
        }

        await _stop.CancelAsync();
        await Task.WhenAll(workers);
        _stop.Dispose();
    }

    private async Task<bool> AnnounceAsync(Invite invite, EventSubscription subscription, CancellationToken cancellationToken)
    {
        var body = EventGridBody.IncomingCall(invite, subscription.Schema, _options.Topic);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _subscriptions.EndOf(subscription));
        return await SendAsync(subscription, body, EventTypes.IncomingCall, EventGridBody.IdOf(invite), _time.GetUtcNow() + LongestRinging, either.Token);
    }

    private async Task AllOrSlowAsync(Task all)
    {
        await all.WaitAsync(_options.TryTimeout, _time, _stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.ThrowIfCancellationRequested();
    }

    private EventGridLane LaneOf(EventSubscription subscription)
    {
        lock (_gate)
        {
            var ended = _subscriptions.EndOf(subscription);
            if (_lanes.TryGetValue(subscription.Name, out var known) && known.SubscriptionEnd == ended && !known.End.IsCancellationRequested)
                return known;

            var end = _isStopped ? default : CancellationTokenSource.CreateLinkedTokenSource(_stopping, ended);
            var lane = new EventGridLane(subscription.Name, subscription.Url, _options.MaxQueued, end?.Token ?? new(canceled: true)) { SubscriptionEnd = ended };
            _lanes[subscription.Name] = lane;
            var worker = Task.Run(() => lane.RunAsync(SendAsync));
            _ = _workers.Add(worker);
            _ = worker.ContinueWith(_ => Forget(lane, worker, end), TaskScheduler.Default);
            return lane;
        }
    }

    private void Forget(EventGridLane lane, Task worker, CancellationTokenSource? end)
    {
        lock (_gate)
        {
            _ = _workers.Remove(worker);
            if (_lanes.TryGetValue(lane.Name, out var latest) && ReferenceEquals(latest, lane))
                _ = _lanes.Remove(lane.Name);
        }

        end?.Dispose();
    }

    private async Task SendAsync(EventGridLane lane, CallLifecycleEvent happened)
    {
        var type = EventGridBody.TypeOf(happened);
        try
        {
            // The subscription as it is now: it may want other types, or another schema.
            if (_subscriptions.Wanting(type).FirstOrDefault(one => one.Name == lane.Name && one.Url == lane.Url) is not { } subscription)
                return;

            var body = EventGridBody.Lifecycle(happened, subscription.Schema, _options.Topic);
            _ = await SendAsync(subscription, body, type, happened.Id, _time.GetUtcNow() + _options.RetryFor, lane.End);
        }
        catch (Exception fault)
        {
            LogFault(fault, type, happened.Id, lane.Name);
        }
    }

    /// <summary>Sends one event until it arrived, was refused for good, or its time is over.</summary>
    private async Task<bool> SendAsync(
        EventSubscription subscription, byte[] body, string type, Guid id, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var scratch = new byte[1_024];
        for (var tries = 1; !cancellationToken.IsCancellationRequested; tries++)
        {
            using var request = EventGridRequest.Notification(subscription, body, tries - 1);
            var outcome = await _sender.SendAsync(request, scratch, cancellationToken);
            if (outcome.Verdict is TryVerdict.Delivered or TryVerdict.Stopped)
                return outcome.Verdict == TryVerdict.Delivered;

            var pause = _schedule.Pause(tries, outcome.RetryAfter);
            if (outcome.Verdict == TryVerdict.Dead || deadline - _time.GetUtcNow() < pause)
            {
                LogGivenUp(type, id, subscription.Name, tries, outcome.Error);
                return false;
            }

            LogRetry(type, id, subscription.Name, tries, outcome.Error);
            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    [LoggerMessage(51, LogLevel.Warning, "{Type} {Id} was not delivered to subscription {Name} after {Tries} tries: {Error}")]
    private partial void LogGivenUp(string type, Guid id, string name, int tries, string? error);

    [LoggerMessage(52, LogLevel.Debug, "Try {Tries} of {Type} {Id} to subscription {Name} failed: {Error}")]
    private partial void LogRetry(string type, Guid id, string name, int tries, string? error);

    [LoggerMessage(53, LogLevel.Warning, "{Type} {Id} was dropped: too many events wait for subscription {Name}")]
    private partial void LogDropped(string type, Guid id, string name);

    [LoggerMessage(54, LogLevel.Error, "{Type} {Id} was not delivered to subscription {Name} by a fault of the engine")]
    private partial void LogFault(Exception fault, string type, Guid id, string name);
}
