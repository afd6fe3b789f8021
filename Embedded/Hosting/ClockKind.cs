namespace CallGrains.Embedded.Hosting;

/// <summary>Which clock drives calls and endpoints.</summary>
public enum ClockKind : byte
{
    /// <summary>The clock of the machine.</summary>
    System,

    /// <summary>A clock that stands still until it is advanced.</summary>
    Virtual,
}
