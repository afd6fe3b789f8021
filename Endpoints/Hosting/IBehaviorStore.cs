using CallGrains.Endpoints.Behaviors;

namespace CallGrains.Endpoints.Hosting;

/// <summary>Keeps the behaviours set by the API. Implemented by the host.</summary>
public interface IBehaviorStore
{
    /// <summary>Reads all behaviours by raw id.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    ValueTask<IReadOnlyDictionary<string, EndpointBehavior>> LoadBehaviorsAsync(CancellationToken cancellationToken);

    /// <summary>Stores a behaviour, or deletes it when null. Durable when it returns.</summary>
    /// <param name="rawId">The endpoint.</param>
    /// <param name="behavior">Its behaviour.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="IOException">It was not stored, or nobody knows.</exception>
    ValueTask SaveBehaviorAsync(string rawId, EndpointBehavior? behavior, CancellationToken cancellationToken);
}
