using CallGrains.Calls.Replies;

namespace CallGrains.Embedded.Engine;

/// <summary>The refusals of the host itself.</summary>
internal static class HostRefusals
{
    /// <summary>429/8516: too many commands of one call wait.</summary>
    public static Refusal MailboxFull { get; } = Refusals.TooMany("Too many requests of this call are waiting; try again.");

    /// <summary>429/8530: too many calls are being worked on.</summary>
    public static Refusal TooManyActive { get; } =
        new(429, "8530", "Too many calls are active at once; try again.") { RetryAfter = TimeSpan.FromSeconds(1) };

    /// <summary>503/9001: the process is about to end.</summary>
    public static Refusal Stopping { get; } =
        new(503, "9001", "The engine is stopping; try again.") { RetryAfter = TimeSpan.FromSeconds(1) };
}
