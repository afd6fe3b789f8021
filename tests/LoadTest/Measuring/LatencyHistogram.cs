using System.Diagnostics;
using System.Numerics;

namespace CallGrains.LoadTest.Measuring;

/// <summary>Counts latencies in buckets of about 3 % width, from 1 µs to over an hour. Safe for concurrent use.</summary>
internal sealed class LatencyHistogram
{
    private const int SubBits = 5;

    private readonly long[] _buckets = new long[(64 - SubBits) << SubBits];
    private long _count;

    public long Count => Volatile.Read(ref _count);

    public void Add(TimeSpan latency)
    {
        Interlocked.Increment(ref _buckets[BucketOf((ulong)Math.Max(0, latency.TotalMicroseconds))]);
        Interlocked.Increment(ref _count);
    }

    public void AddSince(long timestamp) => Add(Stopwatch.GetElapsedTime(timestamp));

    /// <summary>The latency that this share of all stays below, in milliseconds; 0 when nothing was counted.</summary>
    public double Percentile(double share)
    {
        var wanted = (long)Math.Ceiling(Count * share);
        long seen = 0;
        for (var i = 0; i < _buckets.Length; i++)
        {
            seen += Volatile.Read(ref _buckets[i]);
            if (seen >= wanted && seen > 0)
                return UpperBound(i) / 1000.0;
        }

        return 0;
    }

    private static int BucketOf(ulong micros)
    {
        if (micros < 1 << SubBits)
            return (int)micros;

        var exponent = BitOperations.Log2(micros) - SubBits;
        return ((exponent + 1) << SubBits) + (int)((micros >> exponent) & ((1 << SubBits) - 1));
    }

    private static double UpperBound(int bucket)
    {
        if (bucket < 1 << SubBits)
            return bucket + 1;

        var exponent = (bucket >> SubBits) - 1;
        return (double)(((ulong)bucket & ((1 << SubBits) - 1)) + (1 << SubBits) + 1) * (1UL << exponent);
    }
}
