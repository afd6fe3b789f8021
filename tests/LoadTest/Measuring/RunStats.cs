using System.Collections.Concurrent;

namespace CallGrains.LoadTest.Measuring;

/// <summary>What a run counted: per operation its latencies, and the answers that were no success. Safe for concurrent use.</summary>
internal sealed class RunStats
{
    private readonly ConcurrentDictionary<string, LatencyHistogram> _operations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _failures = new(StringComparer.Ordinal);

    public LatencyHistogram All { get; } = new();

    public IReadOnlyDictionary<string, LatencyHistogram> Operations => _operations;

    public IReadOnlyDictionary<string, long> Failures => _failures;

    /// <summary>Figures of a profile that are no latencies, by name.</summary>
    public ConcurrentDictionary<string, double> Figures { get; } = new(StringComparer.Ordinal);

    public void Succeeded(string operation, TimeSpan latency)
    {
        All.Add(latency);
        _operations.GetOrAdd(operation, static _ => new()).Add(latency);
    }

    public void Failed(string operation, string why) => _failures.AddOrUpdate($"{operation}: {why}", 1, static (_, count) => count + 1);
}
