using CallGrains.LoadTest.Measuring;

namespace CallGrains.LoadTest.Reports;

/// <summary>Percentiles in milliseconds.</summary>
internal sealed record Latency(long Count, double P50, double P90, double P99, double P999)
{
    public static Latency Of(LatencyHistogram histogram) => new(
        histogram.Count, histogram.Percentile(0.5), histogram.Percentile(0.9), histogram.Percentile(0.99), histogram.Percentile(0.999));
}
