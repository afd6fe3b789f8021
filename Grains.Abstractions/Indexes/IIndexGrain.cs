namespace CallGrains.Grains.Abstractions.Indexes;

/// <summary>
/// One of a bounded set of lists by which things are found whose owners are spread over the cluster: dead letters, and endpoints
/// with a behaviour of their own. Its key is made by <see cref="IndexKeys"/>.
/// </summary>
[Alias("callgrains.IIndexGrain")]
public interface IIndexGrain : IGrainWithStringKey
{
    /// <summary>Adds an entry, or replaces the one of the same id. Durable when it returns. When the list is full, the oldest entry goes.</summary>
    /// <param name="id">What the entry is found by.</param>
    /// <param name="value">What it says.</param>
    [Alias("Put")]
    Task PutAsync(string id, Payload value);

    /// <summary>Removes an entry. Not an error when there is none.</summary>
    /// <param name="id">What the entry is found by.</param>
    /// <returns>Whether there was one.</returns>
    [Alias("Remove")]
    Task<bool> RemoveAsync(string id);

    /// <summary>What an entry says; null when there is none.</summary>
    /// <param name="id">What the entry is found by.</param>
    [Alias("Find"), ReadOnly]
    Task<Payload?> FindAsync(string id);

    /// <summary>All entries, oldest first.</summary>
    [Alias("List"), ReadOnly]
    Task<IReadOnlyList<IndexEntry>> ListAsync();
}
