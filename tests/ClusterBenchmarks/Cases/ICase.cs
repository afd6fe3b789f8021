using CallGrains.ClusterBenchmarks.Hosting;

namespace CallGrains.ClusterBenchmarks.Cases;

/// <summary>One thing that is measured: many workers do it at once, each one after the other.</summary>
internal interface ICase
{
    /// <summary>The name, for the table.</summary>
    string Name { get; }

    /// <summary>Makes what a worker needs.</summary>
    /// <returns>What the worker does again and again; gives how many operations that was.</returns>
    Task<Func<Task<int>>> PrepareAsync(BenchCluster cluster);
}
