using CallGrains.Grains.Hosting;
using Orleans.Transactions.Abstractions;

namespace CallGrains.ClusterBenchmarks.Baselines;

/// <summary>The move as Orleans Transactions do it: both rosters change, or none.</summary>
/// <param name="state">The roster.</param>
[Reentrant]
[GrainType("callgrains.bench.transactionalRoster")]
public sealed class TransactionalRosterGrain(
    [TransactionalState("roster", GrainStores.Provider)] ITransactionalState<TransactionalRoster> state) : Grain, ITransactionalRosterGrain
{
    /// <inheritdoc/>
    public Task AddAsync(string person) => state.PerformUpdate(roster => roster.People.Add(person));

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(string person) => state.PerformUpdate(roster => roster.People.Remove(person));

    /// <inheritdoc/>
    public async Task MoveHereAsync(Guid from, string person)
    {
        if (!await GrainFactory.GetGrain<ITransactionalRosterGrain>(from).RemoveAsync(person))
            throw new InvalidOperationException($"{person} is not there.");

        _ = await state.PerformUpdate(roster => roster.People.Add(person));
    }
}
