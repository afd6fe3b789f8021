using System.Collections.Immutable;
using CallGrains.Calls.Identifiers;
using CallGrains.Delivery.Destinations;
using Microsoft.Extensions.Logging;

namespace CallGrains.Delivery.EventGrid;

/// <summary>The subscriptions of the engine: made, validated, looked up, removed. Safe for concurrent use.</summary>
public sealed partial class EventSubscriptions : IDisposable
{
    private readonly SemaphoreSlim _changes = new(1);
    private readonly Dictionary<string, EventSubscription> _configured = new(StringComparer.Ordinal);
    private readonly SubscriptionEnds _ends = new();
    private readonly DestinationClient _client;
    private readonly SubscriptionHandshake _handshake;
    private readonly ILogger<EventSubscriptions> _logger;
    private readonly EventGridOptions _options;
    private readonly IEventSubscriptionStore _store;
    private readonly TimeProvider _time;
    private ImmutableSortedDictionary<string, EventSubscription> _all = ImmutableSortedDictionary.Create<string, EventSubscription>(StringComparer.Ordinal);

    /// <summary>The subscriptions over one store; call <see cref="StartAsync(CancellationToken)"/> before anything else.</summary>
    /// <param name="store">Where they are kept.</param>
    /// <param name="client">For the handshake.</param>
    /// <param name="options">Configured subscriptions, bounds, times.</param>
    /// <param name="time">System time.</param>
    /// <param name="logger">For what is made and removed.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public EventSubscriptions(
        IEventSubscriptionStore store, DestinationClient client, EventGridOptions options, TimeProvider time, ILogger<EventSubscriptions> logger)
    {
        options.Validate();
        _store = store;
        _client = client;
        _options = options;
        _time = time;
        _logger = logger;
        _handshake = new(client, options, time);
    }

    /// <summary>All subscriptions, by name: the one in force, or the newest that waits for its receiver where none is.</summary>
    public IReadOnlyCollection<EventSubscription> All => [.. Volatile.Read(ref _all).Values.Where(IsAlive)];

    /// <summary>
    /// Reads the store and takes the configured subscriptions, which win over stored ones of the same name.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">A configured subscription is not valid; the message says why.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => StartAsync(_store.LoadAsync, cancellationToken);

    /// <summary>As <see cref="StartAsync(CancellationToken)"/>; called again where others change the store too.</summary>
    /// <param name="load">Reads the store, as patiently as whoever waits for it can be.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">A configured subscription is not valid; the message says why.</exception>
    public async Task StartAsync(Func<CancellationToken, ValueTask<StoredSubscriptions>> load, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken);
        try
        {
            Publish(Join((await load(cancellationToken)).All));
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Whether an identifier's incoming calls are announced to somebody.</summary>
    /// <param name="to">Who is called.</param>
    public bool HasSubscriptionFor(CommunicationIdentifier to)
    {
        foreach (var (_, subscription) in Volatile.Read(ref _all))
        {
            if (IsFor(subscription, to))
                return true;
        }

        return false;
    }

    /// <summary>The validated subscriptions that are told of incoming calls to an identifier.</summary>
    /// <param name="to">Who is called.</param>
    public IReadOnlyList<EventSubscription> For(CommunicationIdentifier to) =>
        [.. Volatile.Read(ref _all).Values.Where(subscription => IsFor(subscription, to))];

    /// <summary>Whether somebody wants to be told of the life of calls, and not only of incoming ones.</summary>
    public bool WatchCalls
    {
        get
        {
            foreach (var (_, subscription) in Volatile.Read(ref _all))
            {
                if (subscription.Wants(EventTypes.CallStarted) || subscription.Wants(EventTypes.CallEnded)
                    || subscription.Wants(EventTypes.CallParticipantAdded) || subscription.Wants(EventTypes.CallParticipantRemoved))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The validated subscriptions that want events of a type.</summary>
    /// <param name="eventType">The type.</param>
    public IReadOnlyList<EventSubscription> Wanting(string eventType) =>
        [.. Volatile.Read(ref _all).Values.Where(subscription => subscription.Wants(eventType))];

    /// <summary>Cancelled when a subscription is no more, or has another address: what is still to be sent there is of no more use.</summary>
    /// <param name="subscription">The subscription, as it was looked up.</param>
    internal CancellationToken EndOf(EventSubscription subscription) =>
        _ends.Of(subscription, () => Volatile.Read(ref _all).GetValueOrDefault(subscription.Name));

    /// <summary>
    /// Makes a subscription, or replaces the one of the same name, after the handshake with its receiver. Until then, and when there is
    /// no agreement, the one in force stays.
    /// </summary>
    /// <param name="wanted">Name, URL, schema, prefix and types; the rest is decided here.</param>
    /// <param name="validationUrl">Makes, from a name and a code, the URL by which the receiver can agree later.</param>
    /// <param name="cancellationToken">Gives up: nothing is made.</param>
    /// <returns>The subscription, validated or waiting to be; or why it was refused.</returns>
    public async Task<SubscribeOutcome> SubscribeAsync(
        EventSubscription wanted, Func<string, string, string> validationUrl, CancellationToken cancellationToken)
    {
        if (SubscriptionRules.Refusal(wanted, _client.Policy) is { } refusal)
            return new(null, refusal);

        var code = SubscriptionHandshake.NewCode();
        var until = _time.GetUtcNow() + _options.ValidateWithin;
        var asking = wanted with { IsValidated = false, ValidationCode = code, ValidUntil = until, Waiting = null };

        // A receiver may agree by URL while it is still being asked. Where the store fails here, nobody was told the code.
        if (!(await ChangeAsync(asking.Name, slot => slot.Waits(code) ? slot : HasRoomFor(slot) ? slot.Ask(asking) : null, cancellationToken)).Done)
            return new(null, new("name", $"There are {_options.MaxSubscriptions} subscriptions already."));

        bool agreed;
        string? why;
        try
        {
            (agreed, why) = await _handshake.AskAsync(asking, validationUrl(asking.Name, code), cancellationToken);
        }
        catch (Exception)
        {
            await WithdrawAsync(asking.Name, code);
            throw;
        }

        if (why is null)
            return await ConcludeAsync(asking, agreed);

        await WithdrawAsync(asking.Name, code);
        return new(null, new("url", why));
    }

    /// <summary>Finishes a handshake by URL.</summary>
    /// <param name="name">The subscription.</param>
    /// <param name="code">The code its receiver was told.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when there is no such subscription, the code is another or its time is over.</returns>
    public async Task<bool> ConfirmAsync(string name, string code, CancellationToken cancellationToken)
    {
        if (!SubscriptionSlot.Of(Volatile.Read(ref _all).GetValueOrDefault(name)).Waits(code))
            return false;

        // The code is gone once it was good; what it put in force is not.
        EventSubscription? agreed = null;
        var (done, _) = await ChangeAsync(
            name,
            slot =>
            {
                if (slot.Agree(code) is not { } next)
                    return agreed is not null && slot.InForce?.SendsAs(agreed) == true ? slot : null;

                agreed = next.InForce;
                return next;
            },
            cancellationToken);
        return done;
    }

    /// <summary>Removes a subscription, and those that wait to take its place.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when there is none.</returns>
    public async Task<bool> RemoveAsync(string name, CancellationToken cancellationToken)
    {
        var wasThere = false;
        var (done, _) = await ChangeAsync(
            name,
            slot =>
            {
                if (slot.Row is null)
                    return wasThere ? slot : null;

                wasThere = true;
                return SubscriptionSlot.Empty;
            },
            cancellationToken);
        if (done)
            LogRemoved(name);
        return done;
    }

    /// <inheritdoc/>
    public void Dispose() => _changes.Dispose();

    private static bool IsFor(EventSubscription subscription, CommunicationIdentifier to) =>
        subscription.Wants(EventTypes.IncomingCall) && to.RawId.StartsWith(subscription.ToPrefix, StringComparison.Ordinal);

    private static string DestinationText(string url) => new Uri(url).GetLeftPart(UriPartial.Path);

    [LoggerMessage(41, LogLevel.Information, "Event subscription {Name} to {Url} was made; validated: {Validated}")]
    private partial void LogSubscribed(string name, string url, bool validated);

    [LoggerMessage(42, LogLevel.Information, "Event subscription {Name} was removed")]
    private partial void LogRemoved(string name);

    [LoggerMessage(43, LogLevel.Warning, "Event subscription {Name}, which was not made, waits for its receiver until its time is over")]
    private partial void LogLeftWaiting(string name, Exception fault);
}
