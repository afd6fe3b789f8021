namespace CallGrains.Grains.Abstractions.Indexes;

/// <summary>
/// One of a bounded set of lists by which things are found whose owners are spread over the cluster: dead letters, and endpoints
/// with a behaviour of their own. Its key is made by <see cref="IndexKeys"/>.
/// </summary>
/// <remarks>The time-outs of writes are shorter than those of the grains that wait for them.</remarks>
[Alias("callgrains.IIndexGrain")]
public interface IIndexGrain : IGrainWithStringKey
{
    /// <summary>Adds an entry, or replaces the one of the same id, if there is room. Durable when it returns.</summary>
    /// <param name="id">What the entry is found by.</param>
    /// <param name="value">What it says.</param>
    /// <returns>False when the list is full.</returns>
    [Alias("TryPut"), ResponseTimeout("00:00:05")]
    Task<bool> TryPutAsync(string id, Payload value);

    /// <summary>Adds an entry, or replaces the one of the same id; when the list is full, the oldest entry goes. Durable when it returns.</summary>
    /// <param name="id">What the entry is found by.</param>
    /// <param name="value">What it says.</param>
    /// <returns>The id of the entry that had to go, or null.</returns>
    [Alias("Put"), ResponseTimeout("00:00:05")]
    Task<string?> PutAsync(string id, Payload value);

    /// <summary>Removes an entry. Not an error when there is none. Durable when it returns.</summary>
    /// <param name="id">What the entry is found by.</param>
    [Alias("Remove"), ResponseTimeout("00:00:05")]
    Task RemoveAsync(string id);

    /// <summary>All entries, oldest first.</summary>
    [Alias("List"), ReadOnly, ResponseTimeout("00:00:10")]
    Task<IndexEntry[]> ListAsync();
}
