using CallGrains.Calls.Ids;

namespace CallGrains.Embedded.Store;

/// <summary>Keeps the calls of groups and rooms: the current one, and earlier ones for as long as the calls themselves are kept.</summary>
public interface IGroupStore
{
    /// <summary>The call last claimed for a group or room; null when there was none, or none is kept any more.</summary>
    /// <param name="locator">The group or room.</param>
    /// <exception cref="IOException">The store failed.</exception>
    CallKey? Find(GroupLocator locator);

    /// <summary>The calls that were claimed for a group or room before the last one, the latest first.</summary>
    /// <param name="locator">The group or room.</param>
    /// <param name="limit">At most how many.</param>
    /// <exception cref="IOException">The store failed.</exception>
    IReadOnlyList<CallKey> ListEarlier(GroupLocator locator, int limit);

    /// <summary>Stores the current call of a group or room. Durable when it returns.</summary>
    /// <param name="locator">The group or room.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="IOException">It was not stored, or nobody knows.</exception>
    ValueTask SaveAsync(GroupLocator locator, CallKey call, CancellationToken cancellationToken);

    /// <summary>Takes a call back that was stored and never started. One that is kept, also if it has ended, stays.</summary>
    /// <param name="locator">The group or room.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="IOException">It was not removed, or nobody knows.</exception>
    ValueTask RemoveAsync(GroupLocator locator, CallKey call, CancellationToken cancellationToken);
}
