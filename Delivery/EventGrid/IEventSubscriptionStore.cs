namespace CallGrains.Delivery.EventGrid;

/// <summary>
/// Where subscriptions are kept. Few: the engine reads all of them at start. Durable when a method returns. Where others change the
/// store too, a change says what it rests on, and is refused when that is not so any more.
/// </summary>
public interface IEventSubscriptionStore
{
    /// <summary>All subscriptions.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<StoredSubscriptions> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Adds a subscription, or replaces the one of the same name, with those that wait to take its place: all in one write.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="version">The version that was read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The version with the change; null when the store has another than was read: others changed it, or this very change was done unheard.</returns>
    ValueTask<long?> SaveAsync(EventSubscription subscription, long version, CancellationToken cancellationToken);

    /// <summary>Removes a subscription and those that wait to take its place. Not an error when there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">The version that was read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>As when one is saved.</returns>
    ValueTask<long?> RemoveAsync(string name, long version, CancellationToken cancellationToken);
}
