using CallGrains.Grains.Endpoints;

namespace CallGrains.Grains.Hosting;

/// <summary>The bounds and times of the grains (section <see cref="Section"/>).</summary>
public sealed class GrainOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "CallGrains:Grains";

    /// <summary>Most commands of one call that wait for their answer, 1 to 100,000; further ones get 429. Default 1,000.</summary>
    public int MaxWaitingCommands { get; set; } = 1_000;

    /// <summary>
    /// How often a reminder looks after a call or endpoint that owes or awaits something, in case the silo that knew of it is
    /// gone; at least one minute. Default one minute.
    /// </summary>
    public TimeSpan ReminderPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Most calls, endpoints and dead letters that a silo wakes at once when another silo died, 1 to 1,000. Default 64.
    /// </summary>
    public int MaxWakingAtOnce { get; set; } = 64;

    /// <summary>
    /// The longest a call waits to hear of an event it handed over before it does so again, 1 s to 1 h, and at most half of
    /// <see cref="IdleAfter"/>: that is what keeps the publisher in memory, and the order of its leg. Default 30 s. It begins with
    /// 2 s, and doubles.
    /// </summary>
    public TimeSpan HandOverAgainAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Most participations of one endpoint that are remembered, 1 to 600; an endpoint with that many is busy. Default 500. Fewer where
    /// many ring at once with long custom contexts: all together they have 960 KiB, what a row of an Azure table takes.
    /// </summary>
    public int MaxAttachments { get; set; } = 500;

    /// <summary>Most delivery records of one leg that are remembered, 10 to 10,000. Default 500.</summary>
    public int MaxRecords { get; set; } = 500;

    /// <summary>
    /// Most entries of one index grain, 10 to 5,000; there are 32 of each index. Default 2,000. Fewer where the ids of endpoints are very
    /// long: all together they have 960 KiB, what a row of an Azure table takes.
    /// </summary>
    public int MaxIndexEntries { get; set; } = 2_000;

    /// <summary>
    /// How long a gateway goes on trying what is safe to try again, 0 to 1 min: after a silo was lost, and when a call could not be
    /// written. A request is held no longer than that, or 10 s, the time a call has for one answer, if that is more. Default 25 s:
    /// longer than a dead silo goes unnoticed.
    /// </summary>
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// How long a call, or another grain, is not used before it leaves memory, 2 min to 24 h, and at least twice
    /// <see cref="HandOverAgainAfter"/>. Default 15 min. It is read again when it is used next, or when its reminder ticks.
    /// </summary>
    public TimeSpan IdleAfter { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>What is out of range, one line each.</summary>
    public IEnumerable<string> Faults()
    {
        if (MaxWaitingCommands is < 1 or > 100_000)
            yield return Fault(nameof(MaxWaitingCommands), MaxWaitingCommands, "1 to 100000");
        if (ReminderPeriod < TimeSpan.FromMinutes(1) || ReminderPeriod > TimeSpan.FromHours(1))
            yield return Fault(nameof(ReminderPeriod), ReminderPeriod, "00:01:00 to 01:00:00");
        if (MaxWakingAtOnce is < 1 or > 1_000)
            yield return Fault(nameof(MaxWakingAtOnce), MaxWakingAtOnce, "1 to 1000");
        if (HandOverAgainAfter < TimeSpan.FromSeconds(1) || HandOverAgainAfter > TimeSpan.FromHours(1))
            yield return Fault(nameof(HandOverAgainAfter), HandOverAgainAfter, "00:00:01 to 01:00:00");
        if (MaxAttachments is < 1 or > EndpointRoom.MostAttachments)
            yield return Fault(nameof(MaxAttachments), MaxAttachments, $"1 to {EndpointRoom.MostAttachments}: an endpoint is one row of the store");
        if (MaxRecords is < 10 or > 10_000)
            yield return Fault(nameof(MaxRecords), MaxRecords, "10 to 10000");
        if (MaxIndexEntries is < 10 or > 5_000)
            yield return Fault(nameof(MaxIndexEntries), MaxIndexEntries, "10 to 5000");
        if (RetryFor < TimeSpan.Zero || RetryFor > TimeSpan.FromMinutes(1))
            yield return Fault(nameof(RetryFor), RetryFor, "00:00:00 to 00:01:00");
        if (IdleAfter < TimeSpan.FromMinutes(2) || IdleAfter > TimeSpan.FromHours(24))
            yield return Fault(nameof(IdleAfter), IdleAfter, "00:02:00 to 1.00:00:00");

        // Half, so that one handing over may be lost.
        else if (HandOverAgainAfter > IdleAfter / 2 && HandOverAgainAfter <= TimeSpan.FromHours(1))
            yield return Fault(nameof(HandOverAgainAfter), HandOverAgainAfter, $"at most half of {Section}:{nameof(IdleAfter)}, '{IdleAfter}'");
    }

    private static string Fault(string name, object value, string range) => $"{Section}:{name} is '{value}'; it is {range}.";
}
