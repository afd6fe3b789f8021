using CallGrains.Delivery.EventGrid;

namespace CallGrains.Shared;

/// <summary>Event subscriptions in memory; several nodes may share it.</summary>
internal sealed class MemoryEventSubscriptionStore : IEventSubscriptionStore
{
    private readonly SortedDictionary<string, EventSubscription> _all = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private long _version;

    /// <inheritdoc/>
    public ValueTask<StoredSubscriptions> LoadAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return new(new StoredSubscriptions(_version, [.. _all.Values]));
    }

    /// <inheritdoc/>
    public ValueTask<long?> SaveAsync(EventSubscription subscription, long version, CancellationToken cancellationToken) =>
        new(Change(version, () => _all[subscription.Name] = subscription));

    /// <inheritdoc/>
    public ValueTask<long?> RemoveAsync(string name, long version, CancellationToken cancellationToken) =>
        new(Change(version, () => _all.Remove(name)));

    private long? Change(long version, Action change)
    {
        lock (_gate)
        {
            if (version != _version)
                return null;

            change();
            return ++_version;
        }
    }
}
