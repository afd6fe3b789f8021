using CallGrains.ClusterBenchmarks.Hosting;

namespace CallGrains.ClusterBenchmarks.Cases;

/// <summary>GET of a roster of three.</summary>
internal sealed class RosterRead : ICase
{
    public string Name => "GET of a roster";

    public async Task<Func<Task<int>>> PrepareAsync(BenchCluster cluster)
    {
        var caller = new Caller(cluster);
        var call = await caller.CreateAsync(Caller.NewPerson(), Caller.NewPerson());
        return async () =>
        {
            _ = await caller.RosterAsync(call);
            return 1;
        };
    }
}
