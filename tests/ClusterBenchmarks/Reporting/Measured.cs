namespace CallGrains.ClusterBenchmarks.Reporting;

/// <summary>What one case gave, round by round, in operations a second.</summary>
/// <param name="Name">The case.</param>
/// <param name="Rates">One for each round.</param>
/// <param name="Faults">Operations that failed, in all rounds.</param>
internal sealed record Measured(string Name, IReadOnlyList<double> Rates, int Faults)
{
    public double Median => Rates.Order().ElementAt(Rates.Count / 2);

    /// <summary>Half the distance between the slowest and the fastest round, as a part of the median.</summary>
    public double Spread => (Rates.Max() - Rates.Min()) / 2 / Median;
}
