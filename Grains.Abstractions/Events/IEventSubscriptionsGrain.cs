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

    /// <summary>Changes what has a name, if nothing has changed since that was read. Durable when it returns.</summary>
    /// <param name="name">The name.</param>
    /// <param name="subscription">What is to have it; null for nothing, which is not an error when that is so.</param>
    /// <param name="version">The version of the subscriptions that the change rests on.</param>
    /// <returns>The version with the change; null when it rests on another than the present one, and nothing was changed.</returns>
    [Alias("Change"), ResponseTimeout("00:00:10")]
    Task<long?> ChangeAsync(string name, Payload? subscription, long version);

    /// <summary>Adds a subscription, or replaces the one of the same name, whatever was read. Only gateways of before ask for it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="subscription">The subscription.</param>
    [Alias("Save"), ResponseTimeout("00:00:10")]
    Task SaveAsync(string name, Payload subscription);

    /// <summary>Removes a subscription, whatever was read. Not an error when there is none. Only gateways of before ask for it.</summary>
    /// <param name="name">Its name.</param>
    [Alias("Remove"), ResponseTimeout("00:00:10")]
    Task RemoveAsync(string name);
}
