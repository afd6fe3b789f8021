using System.Collections.Immutable;

namespace CallGrains.Delivery.EventGrid;

/// <summary>How subscriptions are read and changed: first in the store, then in the copy that is looked up.</summary>
public sealed partial class EventSubscriptions
{
    private bool IsAlive(EventSubscription row) => row.IsValidated || row.ValidUntil >= _time.GetUtcNow();

    private bool HasRoomFor(SubscriptionSlot slot) => slot.Row is not null || _all.Values.Count(IsAlive) < _options.MaxSubscriptions;

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
            _configured[configured.Name] = subscription;
            all[configured.Name] = (SubscriptionSlot.Of(all.GetValueOrDefault(configured.Name)) with { InForce = subscription }).Row!;
        }

        return all.ToImmutable();
    }

    /// <summary>The receiver agreed, or has still to.</summary>
    private async Task<SubscribeOutcome> ConcludeAsync(EventSubscription asking, bool agreed)
    {
        var code = asking.ValidationCode!;
        var (done, slot) = await ChangeAsync(
            asking.Name, slot => agreed ? slot.Agree(code) : slot.Waits(code) ? slot : null, CancellationToken.None);

        // It may be in force already: the URL was opened, or somebody asked for the same meanwhile.
        var made = done && !agreed ? asking : slot.InForce;
        if (made is null || !made.SendsAs(asking))
            return new(null, new("name", "The subscription was removed or replaced while its receiver was asked."));

        LogSubscribed(made.Name, DestinationText(made.Url), made.IsValidated);
        return new(made, null);
    }

    /// <summary>Changes what has a name, as the store says it is: where others change it too, the copy may be of before.</summary>
    /// <param name="name">The name.</param>
    /// <param name="change">What is to be; null for no.</param>
    /// <param name="cancellationToken">Gives up, but not what is being written: the copy is to follow the store.</param>
    /// <returns>Whether it is so, and what has the name now.</returns>
    private async Task<(bool Done, SubscriptionSlot Slot)> ChangeAsync(
        string name, Func<SubscriptionSlot, SubscriptionSlot?> change, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken);
        try
        {
            var stored = await LoadAsync(name, cancellationToken);
            var configured = _configured.GetValueOrDefault(name);
            var present = configured is null ? stored : stored with { InForce = SubscriptionSlot.Of(_all.GetValueOrDefault(name)).InForce };
            if (change(present) is not { } next)
                return (false, present);
            if (ReferenceEquals(next, present))
                return (true, present);

            // What is configured is not stored.
            var kept = configured is not null && next.InForce == configured ? next with { InForce = stored.InForce } : next;
            if (kept.Row is { } row)
                await _store.SaveAsync(row, CancellationToken.None);
            else
                await _store.RemoveAsync(name, CancellationToken.None);
            Publish(next.Row is { } shown ? _all.SetItem(name, shown) : _all.Remove(name));
            return (true, next);
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>What the store has of a name; on the way, what no receiver agreed to in time is removed.</summary>
    private async Task<SubscriptionSlot> LoadAsync(string name, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var found = SubscriptionSlot.Empty;
        foreach (var row in await _store.LoadAsync(cancellationToken))
        {
            var slot = SubscriptionSlot.Of(row).At(now);
            if (row.Name == name)
                found = slot;
            if (slot.Row is not null)
                continue;

            await _store.RemoveAsync(row.Name, CancellationToken.None);
            if (!_configured.ContainsKey(row.Name))
                Publish(_all.Remove(row.Name));
        }

        return found;
    }
}
