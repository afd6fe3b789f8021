using CallGrains.ClusterBenchmarks.Baselines;
using CallGrains.ClusterBenchmarks.Hosting;
using CallGrains.Grains.Abstractions;

namespace CallGrains.ClusterBenchmarks.Cases;

/// <summary>A plain grain call that writes a row as large as that of a call.</summary>
internal sealed class PlainWrite : ICase
{
    public string Name => "plain grain call with one write";

    public Task<Func<Task<int>>> PrepareAsync(BenchCluster cluster)
    {
        var grain = cluster.Grains.GetGrain<IPlainGrain>(Guid.NewGuid());
        return Task.FromResult<Func<Task<int>>>(async () =>
        {
            _ = await grain.WriteAsync(new Payload(new byte[Sizes.Command]), Sizes.Reply, Sizes.State);
            return 1;
        });
    }
}
