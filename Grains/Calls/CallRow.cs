namespace CallGrains.Grains.Calls;

/// <summary>One call as it is stored.</summary>
[GenerateSerializer, Alias("callgrains.CallRow")]
public sealed class CallRow
{
    /// <summary>The state in the versioned form of <c>Calls</c>.</summary>
    [Id(0)]
    public byte[] State { get; set; } = [];

    /// <summary>When the call next needs time; null when it does not.</summary>
    [Id(1)]
    public DateTimeOffset? Due { get; set; }

    /// <summary>Whether the call owes something: then a reminder that ticks within its period was set before this was stored.</summary>
    [Id(2)]
    public bool Owes { get; set; }
}
