using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using CallGrains.Calls.Identifiers;
using CallGrains.Delivery.Destinations;
using Microsoft.Extensions.Logging;

namespace CallGrains.Delivery.EventGrid;

/// <summary>The subscriptions of the engine: made, validated, looked up, removed. Safe for concurrent use.</summary>
public sealed partial class EventSubscriptions : IDisposable
{
    private readonly SemaphoreSlim _changes = new(1);
    private readonly SubscriptionEnds _ends = new();
    private readonly DestinationClient _client;
    private readonly SubscriptionHandshake _handshake;
    private readonly ILogger<EventSubscriptions> _logger;
    private readonly EventGridOptions _options;
    private readonly IEventSubscriptionStore _store;
    private readonly TimeProvider _time;
    private ImmutableSortedDictionary<string, EventSubscription> _all = ImmutableSortedDictionary.Create<string, EventSubscription>(StringComparer.Ordinal);

    /// <summary>The subscriptions over one store; call <see cref="StartAsync"/> before anything else.</summary>
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

    /// <summary>All subscriptions, by name.</summary>
    public IReadOnlyCollection<EventSubscription> All => [.. Volatile.Read(ref _all).Values];

    /// <summary>
    /// Reads the store and takes the configured subscriptions, which win over stored ones of the same name. Where others change
    /// the store too, this is called again.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">A configured subscription is not valid; the message says why.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken);
        try
        {
            Publish(await ReadAsync(cancellationToken));
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

    /// <summary>Makes a subscription, or replaces the one of the same name, after the handshake with its receiver.</summary>
    /// <param name="wanted">Name, URL, schema, prefix and types; the rest is decided here.</param>
    /// <param name="validationUrl">Makes, from a name and a code, the URL by which the receiver can agree later.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The subscription, validated or waiting to be; or why it was refused.</returns>
    public async Task<SubscribeOutcome> SubscribeAsync(
        EventSubscription wanted, Func<string, string, string> validationUrl, CancellationToken cancellationToken)
    {
        if (SubscriptionRules.Refusal(wanted, _client.Policy) is { } refusal)
            return new(null, refusal);

        var code = SubscriptionHandshake.NewCode();
        var now = _time.GetUtcNow();
        var asking = wanted with { IsValidated = false, ValidationCode = code, ValidUntil = now + _options.ValidateWithin };
        // A receiver may agree by URL while it is still being asked.
        if (!await ChangeAsync(asking, replaceOnly: null, cancellationToken))
            return new(null, new("name", $"There are {_options.MaxSubscriptions} subscriptions already."));

        var (agreed, why) = await _handshake.AskAsync(asking, validationUrl(asking.Name, code), cancellationToken);
        if (why is not null)
        {
            await RemoveAsync(asking.Name, code, cancellationToken);
            return new(null, new("url", why));
        }

        if (agreed)
            await ConfirmAsync(asking.Name, code, cancellationToken);
        LogSubscribed(asking.Name, DestinationText(asking.Url), agreed);
        return new(Volatile.Read(ref _all).GetValueOrDefault(asking.Name, asking), null);
    }

    /// <summary>Finishes a handshake by URL.</summary>
    /// <param name="name">The subscription.</param>
    /// <param name="code">The code its receiver was told.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when there is no such subscription, the code is another or its time is over.</returns>
    public async Task<bool> ConfirmAsync(string name, string code, CancellationToken cancellationToken)
    {
        if (!Volatile.Read(ref _all).TryGetValue(name, out var waiting)
            || waiting.ValidationCode is null
            || waiting.ValidUntil < _time.GetUtcNow()
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(waiting.ValidationCode), Encoding.UTF8.GetBytes(code)))
        {
            return false;
        }

        var validated = waiting with { IsValidated = true, ValidationCode = null, ValidUntil = null };
        return await ChangeAsync(validated, replaceOnly: waiting.ValidationCode, cancellationToken);
    }

    /// <summary>Removes a subscription.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when there is none.</returns>
    public Task<bool> RemoveAsync(string name, CancellationToken cancellationToken) => RemoveAsync(name, code: null, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _changes.Dispose();

    private static bool IsFor(EventSubscription subscription, CommunicationIdentifier to) =>
        subscription.Wants(EventTypes.IncomingCall) && to.RawId.StartsWith(subscription.ToPrefix, StringComparison.Ordinal);

    private static string DestinationText(string url) => new Uri(url).GetLeftPart(UriPartial.Path);

    private void Publish(ImmutableSortedDictionary<string, EventSubscription> all)
    {
        Volatile.Write(ref _all, all);
        _ends.Follow(all);
    }

    private async Task<ImmutableSortedDictionary<string, EventSubscription>> ReadAsync(CancellationToken cancellationToken)
    {
        var all = ImmutableSortedDictionary.CreateBuilder<string, EventSubscription>(StringComparer.Ordinal);
        foreach (var stored in await _store.LoadAsync(cancellationToken))
            all[stored.Name] = stored;
        foreach (var configured in _options.Subscriptions)
        {
            var subscription = new EventSubscription(configured.Name, configured.Url, configured.Schema, configured.ToPrefix) { IsValidated = true };
            if (SubscriptionRules.Refusal(subscription, _client.Policy) is { } refusal)
                throw new ArgumentException($"{EventGridOptions.Section}:Subscriptions: {configured.Name}: {refusal.Message}");
            all[configured.Name] = subscription;
        }

        return all.ToImmutable();
    }

    private async Task<bool> ChangeAsync(EventSubscription subscription, string? replaceOnly, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken);
        try
        {
            var present = _all.GetValueOrDefault(subscription.Name);
            if (replaceOnly is not null && present?.ValidationCode != replaceOnly)
                return false;
            if (present is null && _all.Count >= _options.MaxSubscriptions)
                return false;

            await _store.SaveAsync(subscription, cancellationToken);
            Publish(_all.SetItem(subscription.Name, subscription));
            return true;
        }
        finally
        {
            _changes.Release();
        }
    }

    private async Task<bool> RemoveAsync(string name, string? code, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken);
        try
        {
            if (!_all.TryGetValue(name, out var present) || (code is not null && present.ValidationCode != code))
                return false;

            await _store.RemoveAsync(name, cancellationToken);
            Publish(_all.Remove(name));
            LogRemoved(name);
            return true;
        }
        finally
        {
            _changes.Release();
        }
    }

    [LoggerMessage(41, LogLevel.Information, "Event subscription {Name} to {Url} was made; validated: {Validated}")]
    private partial void LogSubscribed(string name, string url, bool validated);

    [LoggerMessage(42, LogLevel.Information, "Event subscription {Name} was removed")]
    private partial void LogRemoved(string name);
}
