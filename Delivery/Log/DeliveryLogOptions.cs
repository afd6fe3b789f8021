namespace CallGrains.Delivery.Log;

/// <summary>How long the delivery log is kept. Section <see cref="Section"/>. Pending records are always kept.</summary>
public sealed class DeliveryLogOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "CallGrains:Callbacks:Log";

    /// <summary>How long records and dead letters are kept after their last change. Default 7 days.</summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Most records of delivered events kept. Default 100,000.</summary>
    public int MaxDelivered { get; set; } = 100_000;

    /// <summary>Most dead letters kept; beyond, the oldest are lost. Default 100,000.</summary>
    public int MaxDeadLetters { get; set; } = 100_000;

    /// <summary>How often old records are removed, at the latest. Default 5 minutes.</summary>
    public TimeSpan TrimEvery { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long records gather before they are written together, 0 to 1 second. Default 50 ms. What something rests on, like a dead
    /// letter, does not wait for that.
    /// </summary>
    public TimeSpan GatherFor { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Checks that every value makes sense.</summary>
    /// <exception cref="ArgumentException">One does not; the message names it.</exception>
    public void Validate()
    {
        Check(KeepFor > TimeSpan.Zero && TrimEvery > TimeSpan.Zero, $"{nameof(KeepFor)} and {nameof(TrimEvery)} are more than zero.");
        Check(GatherFor >= TimeSpan.Zero && GatherFor <= TimeSpan.FromSeconds(1), $"{nameof(GatherFor)} is from 0 to 1 second.");
        Check(MaxDelivered >= 0 && MaxDeadLetters > 0, $"{nameof(MaxDelivered)} is at least 0, {nameof(MaxDeadLetters)} at least 1.");
    }

    private static void Check(bool holds, string rule)
    {
        if (!holds)
            throw new ArgumentException($"{Section}: {rule}");
    }
}
