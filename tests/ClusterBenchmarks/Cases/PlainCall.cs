using CallGrains.ClusterBenchmarks.Baselines;
using CallGrains.ClusterBenchmarks.Hosting;
using CallGrains.Grains.Abstractions;

namespace CallGrains.ClusterBenchmarks.Cases;

/// <summary>A plain grain call with the payload of a command.</summary>
internal sealed class PlainCall : ICase
{
    public string Name => "plain grain call";

    public Task<Func<Task<int>>> PrepareAsync(BenchCluster cluster)
    {
        var grain = cluster.Grains.GetGrain<IPlainGrain>(Guid.NewGuid());
        return Task.FromResult<Func<Task<int>>>(async () =>
        {
            _ = await grain.EchoAsync(new Payload(new byte[Sizes.Command]), Sizes.Reply);
            return 1;
        });
    }
}

