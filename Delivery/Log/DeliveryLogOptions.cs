using CallGrains.Delivery.Options;

namespace CallGrains.Delivery.Log;

/// <summary>How long the delivery log is kept. Section <see cref="Section"/>. Pending records are always kept.</summary>
public sealed class DeliveryLogOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "CallGrains:Callbacks:Log";

    /// <summary>How long records and dead letters are kept after their last change, 1 minute to 3,650 days. Default 7 days.</summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Most records of delivered events kept. Default 100,000.</summary>
    public int MaxDelivered { get; set; } = 100_000;

    /// <summary>Most dead letters kept; beyond, the oldest are lost. Default 100,000.</summary>
    public int MaxDeadLetters { get; set; } = 100_000;

    /// <summary>How often old records are removed, at the latest: 1 second to 1 day. Default 5 minutes.</summary>
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
        InRange(KeepFor, TimeSpan.FromMinutes(1), TimeSpan.FromDays(3_650), nameof(KeepFor));
        InRange(TrimEvery, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), nameof(TrimEvery));
        InRange(GatherFor, TimeSpan.Zero, TimeSpan.FromSeconds(1), nameof(GatherFor));
        Check(MaxDelivered >= 0 && MaxDeadLetters > 0, $"{nameof(MaxDelivered)} is at least 0, {nameof(MaxDeadLetters)} at least 1.");
    }

    private static void InRange(TimeSpan value, TimeSpan least, TimeSpan most, string name) =>
        TimeRange.Check($"{Section}:{name}", value, least, most);

    private static void Check(bool holds, string rule)
    {
        if (!holds)
            throw new ArgumentException($"{Section}: {rule}");
    }
}
