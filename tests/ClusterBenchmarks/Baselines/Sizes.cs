namespace CallGrains.ClusterBenchmarks.Baselines;

/// <summary>The sizes of what a small call sends and stores, in bytes; measured at the start and compared, so that they stay true.</summary>
internal static class Sizes
{
    /// <summary>A command such as an add, encoded.</summary>
    public const int Command = 200;

    /// <summary>Its reply, encoded.</summary>
    public const int Reply = 120;

    /// <summary>The state of a call with three people.</summary>
    public const int State = 1_024;
}
