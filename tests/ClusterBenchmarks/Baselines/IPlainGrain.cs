using CallGrains.Grains.Abstractions;

namespace CallGrains.ClusterBenchmarks.Baselines;

/// <summary>A grain that does the least: what Orleans and the store cost without a call.</summary>
[Alias("callgrains.bench.IPlainGrain")]
public interface IPlainGrain : IGrainWithGuidKey
{
    /// <summary>Takes as many bytes as a command has, and gives as many as its reply has.</summary>
    [Alias("Echo")]
    Task<Payload> EchoAsync(Payload command, int replySize);

    /// <summary>The same, after one write of a state of that size.</summary>
    [Alias("Write")]
    Task<Payload> WriteAsync(Payload command, int replySize, int stateSize);
}
