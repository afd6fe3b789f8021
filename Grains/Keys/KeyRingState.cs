using System.Collections.Immutable;
using CallGrains.Grains.Abstractions.Keys;

namespace CallGrains.Grains.Keys;

/// <summary>The secrets of the cluster as they are stored.</summary>
[GenerateSerializer, Alias("callgrains.KeyRingState")]
public sealed class KeyRingState
{
    /// <summary>The secret under which ids are made; empty before the first use.</summary>
    [Id(0)]
    public byte[] IdSecret { get; set; } = [];

    /// <summary>The keys that sign callbacks, oldest first.</summary>
    [Id(1)]
    public ImmutableArray<SharedSigningKey> SigningKeys { get; set; } = [];
}
