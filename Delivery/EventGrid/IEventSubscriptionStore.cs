namespace CallGrains.Delivery.EventGrid;

/// <summary>Where subscriptions are kept. Few: the engine reads all of them at start. Durable when a method returns.</summary>
public interface IEventSubscriptionStore
{
    /// <summary>All subscriptions.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<EventSubscription>> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Adds a subscription, or replaces the one of the same name, with those that wait to take its place: all in one write.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask SaveAsync(EventSubscription subscription, CancellationToken cancellationToken);

    /// <summary>Removes a subscription and those that wait to take its place. Not an error when there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask RemoveAsync(string name, CancellationToken cancellationToken);
}
