using System.Collections.Immutable;

namespace CallGrains.Delivery.EventGrid;

/// <summary>How subscriptions are read and changed: first in the store, then in the copy that is looked up.</summary>
public sealed partial class EventSubscriptions
{
    // Each refusal says that somebody else's change was done: as many as that in a row are more than a cluster has gateways at it.
    private const int MostTries = 16;

    private bool IsAlive(EventSubscription row) => row.IsValidated || row.ValidUntil >= _time.GetUtcNow();

    private bool HasRoomFor(SubscriptionSlot slot) => slot.Row is not null || _all.Values.Count(IsAlive) < _options.MaxSubscriptions;

    private void Publish(ImmutableSortedDictionary<string, EventSubscription> all)
    {
        Volatile.Write(ref _all, all);
        _ends.Follow(all);
    }

    private ImmutableSortedDictionary<string, EventSubscription> Join(IReadOnlyList<EventSubscription> kept)
    {
        var all = ImmutableSortedDictionary.CreateBuilder<string, EventSubscription>(StringComparer.Ordinal);
        foreach (var stored in kept)
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

    /// <summary>One is not to wait any longer. Not an error when that cannot be stored: its time will be over.</summary>
    private async Task WithdrawAsync(string name, string code)
    {
        try
        {
            _ = await ChangeAsync(name, slot => slot.Withdraw(code), CancellationToken.None);
        }
        catch (Exception fault)
        {
            LogLeftWaiting(name, fault);
        }
    }

    /// <summary>Changes what has a name, as the store says it is: where others change it too, the copy may be of before.</summary>
    /// <param name="name">The name.</param>
    /// <param name="change">
    /// What is to be; null for no, and what there is where that is it. Asked again when others changed the store meanwhile; what it
    /// said before may have been done unheard.
    /// </param>
    /// <param name="cancellationToken">Gives up, but not what is being written: the copy is to follow the store.</param>
    /// <returns>Whether it is so, and what has the name now.</returns>
    /// <exception cref="IOException">The store failed, or others change it all the time.</exception>
    private async Task<(bool Done, SubscriptionSlot Slot)> ChangeAsync(
        string name, Func<SubscriptionSlot, SubscriptionSlot?> change, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken);
        try
        {
            for (var tries = 0; tries < MostTries; tries++)
            {
                if (await LoadAsync(name, cancellationToken) is not var (stored, version))
                    continue;

                var configured = _configured.GetValueOrDefault(name);
                var present = configured is null ? stored : stored with { InForce = SubscriptionSlot.Of(_all.GetValueOrDefault(name)).InForce };
                if (change(present) is not { } next)
                    return (false, present);

                if (!ReferenceEquals(next, present))
                {
                    // What is configured is not stored.
                    var kept = configured is not null && next.InForce == configured ? next with { InForce = stored.InForce } : next;
                    var written = kept.Row is { } row
                        ? await _store.SaveAsync(row, version, CancellationToken.None)
                        : await _store.RemoveAsync(name, version, CancellationToken.None);

                    // It may have been done all the same: that is found out, whoever gives up.
                    cancellationToken = CancellationToken.None;
                    if (written is null)
                        continue;
                }

                Publish(next.Row is { } shown ? _all.SetItem(name, shown) : _all.Remove(name));
                return (true, next);
            }

            throw new IOException($"Event subscription {name} could not be changed: others change the subscriptions all the time.");
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>What the store has of a name; on the way, what no receiver agreed to in time is removed.</summary>
    /// <returns>And the version of the store; null when others changed it on the way.</returns>
    private async Task<(SubscriptionSlot Slot, long Version)?> LoadAsync(string name, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var found = SubscriptionSlot.Empty;
        var (version, all) = await _store.LoadAsync(cancellationToken);
        foreach (var row in all)
        {
            var slot = SubscriptionSlot.Of(row).At(now);
            if (row.Name == name)
                found = slot;
            if (slot.Row is not null)
                continue;

            if (await _store.RemoveAsync(row.Name, version, CancellationToken.None) is not { } next)
                return null;

            version = next;
            if (!_configured.ContainsKey(row.Name))
                Publish(_all.Remove(row.Name));
        }

        return (found, version);
    }
}
