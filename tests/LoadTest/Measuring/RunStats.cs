using System.Collections.Concurrent;
using System.Diagnostics;

namespace CallGrains.LoadTest.Measuring;

/// <summary>What a run counted: per operation its latencies, and the answers that were no success. Safe for concurrent use.</summary>
internal sealed class RunStats
{
    private readonly ConcurrentDictionary<string, long> _failures = new(StringComparer.Ordinal);
    private volatile Counts _counts = new();
    private long _begun = Stopwatch.GetTimestamp();
    private long _ended;
    private long _callbacksBefore;
    private long _callbacksAfter;

    public LatencyHistogram All => _counts.All;

    public IReadOnlyDictionary<string, LatencyHistogram> Operations => _counts.Operations;

    public IReadOnlyDictionary<string, long> Failures => _failures;

    /// <summary>Operations a second, window after window.</summary>
    public ConcurrentQueue<ThroughputWindow> Windows => _counts.Windows;

    /// <summary>Figures of a profile that are no latencies, by name.</summary>
    public ConcurrentDictionary<string, double> Figures { get; } = new(StringComparer.Ordinal);

    /// <summary>How long the measured part took.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_begun, _ended == 0 ? Stopwatch.GetTimestamp() : _ended);

    /// <summary>Callbacks received in the measured part.</summary>
    public long Callbacks => _callbacksAfter - _callbacksBefore;

    /// <summary>The measured part begins: what was counted so far is forgotten, but for failures.</summary>
    public void Begin(long callbacks)
    {
        _counts = new();
        _callbacksBefore = callbacks;
        _begun = Stopwatch.GetTimestamp();
        _ended = 0;
    }

    /// <summary>The measured part ends: nothing is counted any more, but for failures.</summary>
    public void End(long callbacks)
    {
        if (_ended != 0)
            return;

        _ended = Stopwatch.GetTimestamp();
        _callbacksAfter = callbacks;
        _counts.IsClosed = true;
    }

    public void Succeeded(string operation, TimeSpan latency)
    {
        var counts = _counts;
        if (counts.IsClosed)
            return;

        counts.All.Add(latency);
        counts.Operations.GetOrAdd(operation, static _ => new()).Add(latency);
    }

    public void Failed(string operation, string why) => _failures.AddOrUpdate($"{operation}: {why}", 1, static (_, count) => count + 1);

    private sealed class Counts
    {
        public LatencyHistogram All { get; } = new();

        public ConcurrentDictionary<string, LatencyHistogram> Operations { get; } = new(StringComparer.Ordinal);

        public ConcurrentQueue<ThroughputWindow> Windows { get; } = new();

        public bool IsClosed { get; set; }
    }
}
