using CallGrains.Calls.Ids;

namespace CallGrains.Embedded.Store;

/// <summary>Keeps which call is the current one of a group or room.</summary>
public interface IGroupStore
{
    /// <summary>The call last claimed for a group or room; null when none ever was.</summary>
    /// <param name="locator">The group or room.</param>
    /// <exception cref="IOException">The store failed.</exception>
    CallKey? Find(GroupLocator locator);

    /// <summary>Stores the current call of a group or room. Durable when it returns.</summary>
    /// <param name="locator">The group or room.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="IOException">It was not stored, or nobody knows.</exception>
    ValueTask SaveAsync(GroupLocator locator, CallKey call, CancellationToken cancellationToken);
}
