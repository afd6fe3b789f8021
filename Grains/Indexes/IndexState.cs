using System.Collections.Immutable;
using CallGrains.Grains.Abstractions.Indexes;

namespace CallGrains.Grains.Indexes;

/// <summary>An index as it is stored.</summary>
[GenerateSerializer, Alias("callgrains.IndexState")]
public sealed class IndexState
{
    /// <summary>The entries, oldest first.</summary>
    [Id(0)]
    public ImmutableArray<IndexEntry> Entries { get; set; } = [];
}
