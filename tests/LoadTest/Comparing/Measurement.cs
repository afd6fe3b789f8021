namespace CallGrains.LoadTest.Comparing;

/// <summary>The figures of one thing that was measured several times.</summary>
/// <param name="Values">One value a round.</param>
internal sealed record Measurement(IReadOnlyList<double> Values)
{
    public double Median => Values.Order().ElementAt(Values.Count / 2);

    /// <summary>Half the distance between the extremes, as a share of the median.</summary>
    public double Spread => Median == 0 ? 0 : (Values.Max() - Values.Min()) / 2 / Median;
}

/// <summary>One line of the comparison: a ratio, what it is held against, and the figures behind it.</summary>
/// <param name="Id">A stable name; the regression check finds the committed ratio by it.</param>
/// <param name="What">What was measured, for people.</param>
/// <param name="Value">The ratio, the headline.</param>
/// <param name="Target">What it should be.</param>
/// <param name="AtLeast">Whether the target is a least (true) or a most.</param>
/// <param name="Detail">The absolute figures of this machine.</param>
internal sealed record Ratio(string Id, string What, double Value, double Target, bool AtLeast, string Detail)
{
    public bool IsMet => AtLeast ? Value >= Target : Value <= Target;
}
