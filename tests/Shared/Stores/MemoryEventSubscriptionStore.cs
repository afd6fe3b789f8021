using System.Collections.Concurrent;
using CallGrains.Delivery.EventGrid;

namespace CallGrains.Shared;

/// <summary>Event subscriptions in memory.</summary>
internal sealed class MemoryEventSubscriptionStore : IEventSubscriptionStore
{
    private readonly ConcurrentDictionary<string, EventSubscription> _all = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EventSubscription>> LoadAsync(CancellationToken cancellationToken) => new([.. _all.Values]);

    /// <inheritdoc/>
    public ValueTask SaveAsync(EventSubscription subscription, CancellationToken cancellationToken)
    {
        _all[subscription.Name] = subscription;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(string name, CancellationToken cancellationToken)
    {
        _all.TryRemove(name, out _);
        return ValueTask.CompletedTask;
    }
}
