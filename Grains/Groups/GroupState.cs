namespace CallGrains.Grains.Groups;

/// <summary>The current call of a group or room as it is stored.</summary>
[GenerateSerializer, Alias("callgrains.GroupState")]
public sealed class GroupState
{
    /// <summary>The key of the call; null when none was claimed.</summary>
    [Id(0)]
    public string? Call { get; set; }

    /// <summary>When it was claimed.</summary>
    [Id(1)]
    public DateTimeOffset ClaimedAt { get; set; }
}
