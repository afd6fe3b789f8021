using CallGrains.Calls.Ids;

namespace CallGrains.Simulation.Worlds;

/// <summary>All chance of one world, from one seed: the same seed gives the same history on every machine.</summary>
internal sealed class Dice(ulong seed) : IIdSource
{
    private ulong _state = seed * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019;

    /// <summary>SplitMix64: small, fast, and good enough to explore with.</summary>
    public ulong Roll()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to below <paramref name="bound"/>.</summary>
    public int Below(int bound) => (int)(Roll() % (ulong)bound);

    /// <summary>True with this probability.</summary>
    public bool Chance(double probability) => (Roll() >> 11) * (1.0 / (1UL << 53)) < probability;

    public T Pick<T>(IReadOnlyList<T> values) => values[Below(values.Count)];

    /// <summary>A length of time, most often near <paramref name="typical"/>, sometimes many times as long.</summary>
    public TimeSpan Around(TimeSpan typical)
    {
        var ticks = (long)(Roll() % (ulong)(typical.Ticks * 2 + 1));
        return new(Chance(0.05) ? ticks * 20 : ticks);
    }

    public Guid Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Roll());
        BitConverter.TryWriteBytes(bytes[8..], Roll());
        return new(bytes);
    }
}
