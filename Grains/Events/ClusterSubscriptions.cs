using CallGrains.Delivery.Destinations;
using CallGrains.Delivery.EventGrid;
using CallGrains.Grains.Abstractions;
using CallGrains.Grains.Abstractions.Events;
using CallGrains.Grains.Hosting;
using Microsoft.Extensions.Logging;

namespace CallGrains.Grains.Events;

/// <summary>
/// The event subscriptions on one node: a copy of what the cluster keeps, looked after before it is used. Asking for the version
/// is one call to one grain that answers from memory; subscriptions themselves travel only when they changed.
/// </summary>
public sealed partial class ClusterSubscriptions : IEventSubscriptionStore, IDisposable
{
    private const string Whom = "The owner of the event subscriptions";

    // The time-out of asking for the version, with or without the subscriptions.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private readonly Asking _asking;
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly ILogger<ClusterSubscriptions> _logger;
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private long _version = -1;

    /// <summary>The subscriptions on one node.</summary>
    /// <param name="grains">The cluster.</param>
    /// <param name="asking">Asks for what a request changes, and asks again.</param>
    /// <param name="client">For handshakes.</param>
    /// <param name="settings">Configured subscriptions, bounds, times.</param>
    /// <param name="time">System time.</param>
    /// <param name="loggers">The log.</param>
    public ClusterSubscriptions(
        IGrainFactory grains,
        Asking asking,
        DestinationClient client,
        DeliverySettings settings,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        _asking = asking;
        _grains = grains;
        _time = time;
        _logger = loggers.CreateLogger<ClusterSubscriptions>();
        Copy = new(this, client, settings.EventGrid, time, loggers.CreateLogger<EventSubscriptions>());
    }

    /// <summary>The copy, as it was last refreshed.</summary>
    public EventSubscriptions Copy { get; }

    /// <summary>Whether the copy was ever read.</summary>
    public bool IsKnown => Volatile.Read(ref _version) >= 0;

    private IEventSubscriptionsGrain Kept => _grains.GetGrain<IEventSubscriptionsGrain>(0);

    /// <summary>Makes sure that the copy has every change that returned before this was called.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<EventSubscriptions> RefreshAsync(CancellationToken cancellationToken)
    {
        var version = await Kept.GetVersionAsync().WaitAsync(cancellationToken);
        if (version == Volatile.Read(ref _version))
            return Copy;

        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            if (version != _version)
            {
                // At least as new as the version asked for.
                await Copy.StartAsync(LoadAsync, cancellationToken);
                Volatile.Write(ref _version, version);
            }
        }
        finally
        {
            _ = _refreshing.Release();
        }

        return Copy;
    }

    /// <summary>
    /// Refreshes the copy if that can be done within 3 s; otherwise it stays as it was known before. The one grain that keeps the
    /// subscriptions may be on a silo that is lost and not missed yet, and no call is to wait for that.
    /// </summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask TryRefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var limit = new CancellationTokenSource(Limit, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            _ = await RefreshAsync(either.Token);
        }
        catch (Exception fault) when (Reach.IsPassing(fault, cancellationToken))
        {
            LogNotRefreshed(fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Copy.Dispose();
        _refreshing.Dispose();
    }

    // Before a change. Whoever only looks does not wait as long.
    async ValueTask<StoredSubscriptions> IEventSubscriptionStore.LoadAsync(CancellationToken cancellationToken) =>
        await _asking.AskAsync(() => LoadAsync(cancellationToken).AsTask(), Whom, cancellationToken);

    async ValueTask<long?> IEventSubscriptionStore.SaveAsync(EventSubscription subscription, long version, CancellationToken cancellationToken) =>
        await ChangeAsync(subscription.Name, DeliveryCodec.Encode(subscription), version, cancellationToken);

    async ValueTask<long?> IEventSubscriptionStore.RemoveAsync(string name, long version, CancellationToken cancellationToken) =>
        await ChangeAsync(name, subscription: null, version, cancellationToken);

    private async ValueTask<StoredSubscriptions> LoadAsync(CancellationToken cancellationToken)
    {
        var set = await Kept.LoadAsync().WaitAsync(cancellationToken);
        return new(set.Version, [.. set.Subscriptions.Select(DeliveryCodec.DecodeSubscription)]);
    }

    // Asked again after it was done, it is refused: it rests on what was before. What is read then shows that it was done.
    private Task<long?> ChangeAsync(string name, Payload? subscription, long version, CancellationToken cancellationToken) =>
        _asking.AskAsync(() => Kept.ChangeAsync(name, subscription, version), Whom, cancellationToken);

    [LoggerMessage(1, LogLevel.Warning, "The event subscriptions of the cluster could not be read; those known before are used.")]
    private partial void LogNotRefreshed(Exception fault);
}
