using CallGrains.LoadTest.Measuring;

namespace CallGrains.Measuring.Tests;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Percentile_OfNothing_IsZero() => new LatencyHistogram().Percentile(0.99).ShouldBe(0);

    [Theory]
    [InlineData(0.5, 500)]
    [InlineData(0.9, 900)]
    [InlineData(0.99, 990)]
    [InlineData(1, 1_000)]
    public void Percentile_OfOneToAThousand_IsWithinTheWidthOfABucket(double share, double expected)
    {
        var histogram = new LatencyHistogram();
        foreach (var ms in Enumerable.Range(1, 1_000).Reverse())
            histogram.Add(TimeSpan.FromMilliseconds(ms));

        histogram.Percentile(share).ShouldBeInRange(expected, expected * 1.04);
    }

    [Fact]
    public void Percentile_OfAnHour_DoesNotOverflow()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(TimeSpan.FromHours(1));
        histogram.Percentile(0.5).ShouldBeInRange(3_600_000, 3_600_000 * 1.04);
    }

    [Fact]
    public void Add_OfLessThanNothing_CountsAsNothing()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(TimeSpan.FromMilliseconds(-3));
        histogram.Percentile(1).ShouldBe(0.001);
    }
}
