namespace CallGrains.ClusterBenchmarks.Baselines;

/// <summary>The people of one roster, and as many bytes beside them as a call has.</summary>
[GenerateSerializer, Alias("callgrains.bench.TransactionalRoster")]
public sealed class TransactionalRoster
{
    /// <summary>The people.</summary>
    [Id(0)]
    public ISet<string> People { get; set; } = new HashSet<string>();

    /// <summary>What else a call's row holds.</summary>
    [Id(1)]
    public byte[] Rest { get; set; } = new byte[Sizes.State];
}
