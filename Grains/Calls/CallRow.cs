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

    /// <summary>Whether the call owes something.</summary>
    [Id(2)]
    public bool Owes { get; set; }

    /// <summary>Whether a reminder looks after a call stored so.</summary>
    public bool NeedsWaking => Owes || Due is not null;
}
