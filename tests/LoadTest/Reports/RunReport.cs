using System.Text.Json;
using CallGrains.LoadTest.Measuring;

namespace CallGrains.LoadTest.Reports;

/// <summary>What one run gave, as it is printed and stored.</summary>
internal sealed record RunReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public required string Profile { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Accepted operations each second.</summary>
    public required double OperationsPerSecond { get; init; }

    /// <summary>Callbacks received each second.</summary>
    public required double CallbacksPerSecond { get; init; }

    /// <summary>Latency of accepted operations, in milliseconds.</summary>
    public required Latency Answers { get; init; }

    /// <summary>From sending an operation to the arrival of its event, in milliseconds.</summary>
    public required Latency Callbacks { get; init; }

    public required IReadOnlyDictionary<string, Latency> Operations { get; init; }

    public required IReadOnlyDictionary<string, long> Failures { get; init; }

    public required IReadOnlyDictionary<string, double> Figures { get; init; }

    public static RunReport Of(string profile, TimeSpan elapsed, RunStats stats, long callbacks, LatencyHistogram callbackLatency) => new()
    {
        Profile = profile,
        Seconds = elapsed.TotalSeconds,
        OperationsPerSecond = stats.All.Count / elapsed.TotalSeconds,
        CallbacksPerSecond = callbacks / elapsed.TotalSeconds,
        Answers = Latency.Of(stats.All),
        Callbacks = Latency.Of(callbackLatency),
        Operations = stats.Operations.OrderBy(static pair => pair.Key, StringComparer.Ordinal).ToDictionary(static pair => pair.Key, static pair => Latency.Of(pair.Value)),
        Failures = stats.Failures.ToDictionary(),
        Figures = stats.Figures.ToDictionary(),
    };

    public Task SaveAsync(string path, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(path, JsonSerializer.Serialize(this, Indented), cancellationToken);
}

/// <summary>Percentiles in milliseconds.</summary>
internal sealed record Latency(long Count, double P50, double P90, double P99, double P999)
{
    public static Latency Of(LatencyHistogram histogram) => new(
        histogram.Count, histogram.Percentile(0.5), histogram.Percentile(0.9), histogram.Percentile(0.99), histogram.Percentile(0.999));
}
