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

    /// <summary>Throughput over the time of the run.</summary>
    public required IReadOnlyList<ThroughputWindow> Windows { get; init; }

    public static RunReport Of(string profile, RunStats stats, LatencyHistogram callbackLatency) => new()
    {
        Profile = profile,
        Seconds = stats.Elapsed.TotalSeconds,
        OperationsPerSecond = stats.All.Count / stats.Elapsed.TotalSeconds,
        CallbacksPerSecond = stats.Callbacks / stats.Elapsed.TotalSeconds,
        Answers = Latency.Of(stats.All),
        Callbacks = Latency.Of(callbackLatency),
        Operations = stats.Operations.OrderBy(static pair => pair.Key, StringComparer.Ordinal).ToDictionary(static pair => pair.Key, static pair => Latency.Of(pair.Value)),
        Failures = stats.Failures.ToDictionary(),
        Figures = stats.Figures.ToDictionary(),
        Windows = [.. stats.Windows],
    };

    public Task SaveAsync(string path, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(path, JsonSerializer.Serialize(this, Indented), cancellationToken);
}
