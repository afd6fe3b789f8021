namespace CallGrains.Delivery.EventGrid;

/// <summary>Tells whoever sends to a subscription that it has ended: it was removed, or one with another address took its name.</summary>
internal sealed class SubscriptionEnds
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Url, CancellationTokenSource End)> _watched = new(StringComparer.Ordinal);

    /// <summary>Cancelled when a subscription ends.</summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="present">Looks up the one that has its name now.</param>
    public CancellationToken Of(EventSubscription subscription, Func<EventSubscription?> present)
    {
        lock (_gate)
        {
            // Asked within the lock, so that an end cannot come between the look and the watch.
            if (present()?.Url != subscription.Url)
                return new(canceled: true);
            if (_watched.TryGetValue(subscription.Name, out var known))
                return known.End.Token;

            var end = new CancellationTokenSource();
            _watched.Add(subscription.Name, (subscription.Url, end));
            return end.Token;
        }
    }

    /// <summary>The subscriptions have changed.</summary>
    public void Follow(IReadOnlyDictionary<string, EventSubscription> all)
    {
        lock (_gate)
        {
            foreach (var (name, (url, end)) in _watched)
            {
                if (all.TryGetValue(name, out var present) && present.Url == url)
                    continue;

                _ = _watched.Remove(name);

                // Elsewhere: whoever waits for it goes on as part of it.
                _ = end.CancelAsync();
            }
        }
    }
}
