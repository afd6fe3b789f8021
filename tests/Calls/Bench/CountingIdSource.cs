using CallGrains.Calls.Ids;

namespace CallGrains.Calls.Tests.Bench;

/// <summary>Ids that are the same in every run.</summary>
internal sealed class CountingIdSource(int seed) : IIdSource
{
    private int _last;

    public Guid Next() => new(seed, 0, 0, [0, 0, 0, 0, .. BitConverter.GetBytes(++_last)]);
}
