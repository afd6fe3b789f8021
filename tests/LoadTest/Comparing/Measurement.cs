using System.Globalization;

namespace CallGrains.LoadTest.Comparing;

/// <summary>The figures of one thing that was measured several times.</summary>
/// <param name="Values">One value a round.</param>
internal sealed record Measurement(IReadOnlyList<double> Values)
{
    public double Median => Values.Order().ElementAt(Values.Count / 2);

    /// <summary>Half the distance between the extremes, as a share of the median; null when there was but one.</summary>
    public double? Spread => Median == 0 || Values.Count < 2 ? null : (Values.Max() - Values.Min()) / 2 / Median;

    /// <summary>A spread for people; nothing when there is none.</summary>
    public static string Text(double? spread) => spread is { } share ? string.Create(CultureInfo.InvariantCulture, $" (±{share * 100:0} %)") : "";

    /// <summary>Median and spread for people.</summary>
    public string ToText(string format) => Median.ToString(format, CultureInfo.InvariantCulture) + Text(Spread);
}
