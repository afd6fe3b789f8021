namespace CallGrains.LoadTest.Comparing;

/// <summary>One line of the comparison: a ratio, what it is held against, and the figures behind it.</summary>
/// <param name="Id">A stable name; the regression check finds the committed ratio by it.</param>
/// <param name="What">What was measured, for people.</param>
/// <param name="Value">The ratio, the headline.</param>
/// <param name="Spread">Half the distance between the extremes of its rounds, as a share of it; null when it was measured once.</param>
/// <param name="Target">What it should be.</param>
/// <param name="AtLeast">Whether the target is a least (true) or a most.</param>
/// <param name="Detail">The absolute figures of this machine.</param>
internal sealed record Ratio(string Id, string What, double Value, double? Spread, double Target, bool AtLeast, string Detail)
{
    // What is slower by less than this may be the mood of the machine.
    private const double Tolerated = 0.85;

    public bool IsMet => AtLeast ? Value >= Target : Value <= Target;

    /// <summary>How much of the target was reached: 1 is all of it, whichever way the target goes.</summary>
    public double Share => AtLeast ? Value / Target : Target / Math.Max(Value, 0.001);

    /// <summary>The ratio of the medians of two things measured in turns; its spread is that of the ratios of the rounds.</summary>
    public static Ratio Of(string id, string what, Measurement ours, Measurement limit, double target, string unit, bool atLeast = true, string format = "N0")
    {
        var rounds = new Measurement([.. ours.Values.Zip(limit.Values, static (one, other) => one / other)]);
        var detail = $"{ours.ToText(format)} against {limit.ToText(format)} {unit}";
        return new(id, what, ours.Median / limit.Median, rounds.Spread, target, atLeast, detail);
    }

    /// <summary>The ratio of something measured to a fixed bound.</summary>
    public static Ratio OfBound(string id, string what, Measurement ours, double bound, string detail) =>
        new(id, what, ours.Median / bound, ours.Spread, 1, AtLeast: false, detail);

    /// <summary>Whether this is less than 85 % as good as it was.</summary>
    public bool IsWorseThan(double before) => AtLeast ? Value < before * Tolerated : Value > before / Tolerated;
}
