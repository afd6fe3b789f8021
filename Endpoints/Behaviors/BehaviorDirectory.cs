using System.Collections.Concurrent;
using CallGrains.Calls.Identifiers;
using CallGrains.Endpoints.Hosting;
using CallGrains.Endpoints.Simulator;

namespace CallGrains.Endpoints.Behaviors;

/// <summary>What every endpoint is programmed to do. Kept in memory and in the store; safe for concurrent use.</summary>
/// <param name="options">Default and presets.</param>
/// <param name="store">Where what the API sets is kept.</param>
/// <param name="announcer">Knows which endpoints event subscriptions claim.</param>
public sealed class BehaviorDirectory(EndpointOptions options, IBehaviorStore store, IIncomingCallAnnouncer announcer) : IDisposable
{
    private static readonly EndpointBehavior App = new() { Kind = BehaviorKind.App };

    private readonly ConcurrentDictionary<string, EndpointBehavior> _set = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writing = new(1, 1);

    /// <summary>Reads what was set before. Called once, before anything else.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    public async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var (rawId, behavior) in await store.LoadBehaviorsAsync(cancellationToken))
            _set[rawId] = behavior;
    }

    /// <summary>All endpoints with a behaviour of their own, in the order of their raw ids.</summary>
    public IReadOnlyList<ProgrammedEndpoint> List() =>
        [.. _set.Select(entry => new ProgrammedEndpoint(CommunicationIdentifier.Parse(entry.Key), entry.Value, IsPreset: false))
            .Concat(options.Behaviors.Where(entry => !_set.ContainsKey(entry.Key))
                .Select(entry => new ProgrammedEndpoint(CommunicationIdentifier.Parse(entry.Key), entry.Value, IsPreset: true)))
            .OrderBy(entry => entry.Endpoint.RawId, StringComparer.Ordinal)];

    /// <summary>The behaviour an endpoint has of its own, or null.</summary>
    /// <param name="endpoint">The endpoint.</param>
    public EndpointBehavior? Find(CommunicationIdentifier endpoint) =>
        _set.TryGetValue(endpoint.RawId, out var set) ? set : options.Behaviors.GetValueOrDefault(endpoint.RawId);

    /// <summary>Whether the behaviour an endpoint has of its own is a preset.</summary>
    /// <param name="endpoint">The endpoint.</param>
    public bool IsPreset(CommunicationIdentifier endpoint) => !_set.ContainsKey(endpoint.RawId) && options.Behaviors.ContainsKey(endpoint.RawId);

    /// <summary>What an endpoint does: its own behaviour, else app if an event subscription claims it, else the default.</summary>
    /// <param name="endpoint">The endpoint.</param>
    public EndpointBehavior Resolve(CommunicationIdentifier endpoint) =>
        Find(endpoint) ?? (announcer.HasSubscriber(endpoint) ? App : options.Default);

    /// <summary>Sets a behaviour. Durable when it returns.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="behavior">The behaviour.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>False when <see cref="EndpointOptions.MaxBehaviors"/> are set already.</returns>
    /// <exception cref="ArgumentException">A value of the behaviour is out of range.</exception>
    /// <exception cref="IOException">It was not stored, or nobody knows.</exception>
    public async ValueTask<bool> PutAsync(CommunicationIdentifier endpoint, EndpointBehavior behavior, CancellationToken cancellationToken)
    {
        if (!behavior.IsValid(out _, out var problem))
            throw new ArgumentException(problem, nameof(behavior));

        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (!_set.ContainsKey(endpoint.RawId) && _set.Count >= options.MaxBehaviors)
                return false;

            await store.SaveBehaviorAsync(endpoint.RawId, behavior, cancellationToken);
            _set[endpoint.RawId] = behavior;
            return true;
        }
        finally
        {
            _ = _writing.Release();
        }
    }

    /// <summary>Takes back what was set. Durable when it returns.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>False when nothing was set.</returns>
    /// <exception cref="IOException">It was not stored, or nobody knows.</exception>
    public async ValueTask<bool> DeleteAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (!_set.ContainsKey(endpoint.RawId))
                return false;

            await store.SaveBehaviorAsync(endpoint.RawId, null, cancellationToken);
            return _set.TryRemove(endpoint.RawId, out _);
        }
        finally
        {
            _ = _writing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();
}
