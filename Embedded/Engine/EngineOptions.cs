namespace CallGrains.Embedded.Engine;

/// <summary>The bounds of the engine of one node.</summary>
public sealed record EngineOptions
{
    /// <summary>Most commands of one call that wait for their answer, 1 to 100,000; further ones get 429.</summary>
    public int MaxWaitingCommands { get; init; } = 1_000;

    /// <summary>
    /// Most signals and messages of one call that wait to be taken, 1,000 to 1,000,000; further ones are dropped and come again.
    /// </summary>
    public int MaxWaitingInputs { get; init; } = 20_000;

    /// <summary>
    /// How many calls one write may hold, with what their endpoints know, 1 to 100: what passes between them is then decided
    /// before the write, and costs no other. With 1 each call is written alone, and so is what endpoints know.
    /// </summary>
    public int MaxJointCalls { get; init; } = 8;

    /// <summary>How long a call that owes and awaits nothing stays in memory, 0 to one hour.</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many calls stay in memory although they are idle, 0 to 1,000,000 and less than <see cref="MaxActive"/>; beyond, the one idle
    /// longest leaves at once.
    /// </summary>
    public int MaxResident { get; init; } = 10_000;

    /// <summary>
    /// How many calls may be in memory at once before new ones are refused with 429, 1 to 10,000,000: those that ring, move or have
    /// undelivered callbacks, and the idle ones that have not left yet, at most <see cref="MaxResident"/>.
    /// </summary>
    public int MaxActive { get; init; } = 100_000;

    /// <summary>How many calls are read at once when they are due or owe something after a start, 1 to 1,000.</summary>
    public int MaxLoading { get; init; } = 64;

    /// <summary>The pause before a call is read again whose write or read failed, 10 ms to one minute.</summary>
    public TimeSpan RetryAfterFault { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a stop waits for commands to be answered, and then for what could wait to be written, 0 to ten minutes each.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
