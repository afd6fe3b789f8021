namespace CallGrains.Grains.Abstractions.Events;

/// <summary>Keeps the event subscriptions of the cluster, which are few. There is one, with key 0; every node holds a copy.</summary>
[Alias("callgrains.IEventSubscriptionsGrain")]
public interface IEventSubscriptionsGrain : IGrainWithIntegerKey
{
    /// <summary>The version of the subscriptions; rises with each change. Nodes compare it with that of their copy.</summary>
    [Alias("Version"), AlwaysInterleave, ResponseTimeout("00:00:03")]
    Task<long> GetVersionAsync();

    /// <summary>All subscriptions and their version.</summary>
    [Alias("Load"), ReadOnly, ResponseTimeout("00:00:10")]
    Task<EventSubscriptionSet> LoadAsync();

    /// <summary>Adds a subscription, or replaces the one of the same name. Durable when it returns.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="subscription">The subscription.</param>
    [Alias("Save"), ResponseTimeout("00:00:10")]
    Task SaveAsync(string name, Payload subscription);

    /// <summary>Removes a subscription. Not an error when there is none.</summary>
    /// <param name="name">Its name.</param>
    [Alias("Remove"), ResponseTimeout("00:00:10")]
    Task RemoveAsync(string name);
}
