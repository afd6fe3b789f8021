namespace CallGrains.Grains.Abstractions.Indexes;

/// <summary>One entry of an index.</summary>
/// <param name="Id">What it is found by.</param>
/// <param name="Value">What it says.</param>
[GenerateSerializer, Immutable, Alias("callgrains.IndexEntry")]
public sealed record IndexEntry([property: Id(0)] string Id, [property: Id(1)] Payload Value);
