using System.Collections.Immutable;

namespace CallGrains.Grains.Endpoints;

/// <summary>An endpoint as it is stored.</summary>
[GenerateSerializer, Alias("callgrains.EndpointState")]
public sealed class EndpointState
{
    /// <summary>The behaviour set for it; null when none is.</summary>
    [Id(0)]
    public byte[]? Behavior { get; set; }

    /// <summary>The participations it takes part in.</summary>
    [Id(1)]
    public ImmutableArray<byte[]> Attachments { get; set; } = [];
}
