using CallGrains.ClusterBenchmarks.Baselines;
using CallGrains.ClusterBenchmarks.Hosting;

namespace CallGrains.ClusterBenchmarks.Cases;

/// <summary>The same by Orleans Transactions; each move waits for its commit. No events, no endpoints.</summary>
internal sealed class TransactionalMove : ICase
{
    public string Name => "move by Orleans Transactions";

    public async Task<Func<Task<int>>> PrepareAsync(BenchCluster cluster)
    {
        var person = $"8:acs:bench_{Guid.NewGuid():N}";
        var (from, to) = (Guid.NewGuid(), Guid.NewGuid());
        await cluster.Grains.GetGrain<ITransactionalRosterGrain>(from).AddAsync(person);
        return async () =>
        {
            await cluster.Grains.GetGrain<ITransactionalRosterGrain>(to).MoveHereAsync(from, person);
            (from, to) = (to, from);
            return 1;
        };
    }
}
