namespace CallGrains.ClusterBenchmarks.Baselines;

/// <summary>A roster under Orleans Transactions.</summary>
[Alias("callgrains.bench.ITransactionalRosterGrain")]
public interface ITransactionalRosterGrain : IGrainWithGuidKey
{
    /// <summary>Adds a person.</summary>
    [Alias("Add"), Transaction(TransactionOption.CreateOrJoin)]
    Task AddAsync(string person);

    /// <summary>Removes a person.</summary>
    /// <returns>Whether the person was there.</returns>
    [Alias("Remove"), Transaction(TransactionOption.Join)]
    Task<bool> RemoveAsync(string person);

    /// <summary>Moves a person here from another roster, in one transaction; done when it is committed.</summary>
    [Alias("Move"), Transaction(TransactionOption.Create)]
    Task MoveHereAsync(Guid from, string person);
}
