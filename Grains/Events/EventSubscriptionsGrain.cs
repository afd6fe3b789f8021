using System.Collections.Immutable;
using CallGrains.Grains.Abstractions;
using CallGrains.Grains.Abstractions.Events;
using CallGrains.Grains.Hosting;

namespace CallGrains.Grains.Events;

/// <summary>Keeps the event subscriptions of the cluster.</summary>
/// <param name="row">Where they are stored.</param>
[GrainType("callgrains.subscriptions")]
public sealed class EventSubscriptionsGrain(
    [PersistentState(GrainStores.Subscriptions, GrainStores.Provider)] IPersistentState<EventSubscriptionsState> row) : Grain, IEventSubscriptionsGrain
{
    // As it is stored; what is being written is not seen before it is.
    private EventSubscriptionSet _stored = new(0, []);

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Publish();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<long> GetVersionAsync() => Task.FromResult(_stored.Version);

    /// <inheritdoc/>
    public Task<EventSubscriptionSet> LoadAsync() => Task.FromResult(_stored);

    /// <inheritdoc/>
    public async Task<long?> ChangeAsync(string name, Payload? subscription, long version)
    {
        if (version != row.State.Version)
            return null;

        if (subscription is { } some)
            await SaveAsync(name, some);
        else
            await RemoveAsync(name);
        return row.State.Version;
    }

    /// <inheritdoc/>
    public Task SaveAsync(string name, Payload subscription) => WriteAsync(row.State.Subscriptions.SetItem(name, subscription));

    /// <inheritdoc/>
    public Task RemoveAsync(string name) =>
        row.State.Subscriptions.ContainsKey(name) ? WriteAsync(row.State.Subscriptions.Remove(name)) : Task.CompletedTask;

    private async Task WriteAsync(ImmutableDictionary<string, Payload> subscriptions)
    {
        row.State = new() { Version = row.State.Version + 1, Subscriptions = subscriptions };
        try
        {
            await row.WriteStateAsync();
        }
        catch (Exception)
        {
            DeactivateOnIdle();
            throw;
        }

        Publish();
    }

    private void Publish() => _stored = new(row.State.Version, [.. row.State.Subscriptions.Values]);
}
