namespace CallGrains.Endpoints.Attachments;

/// <summary>The times of endpoints.</summary>
public sealed record AttachmentRules
{
    /// <summary>First pause before a call is told something again, 10 ms to 1 min; doubled each time.</summary>
    public TimeSpan ResendAfter { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest pause before a call is told something again, 10 ms to 1 h.</summary>
    public TimeSpan MaxResendAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after the ringing should have ended an endpoint still waits for the call that rang, 1 s to 1 day.</summary>
    public TimeSpan RingGrace { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an endpoint that hung up goes on telling its call so, 1 min to 30 days.</summary>
    public TimeSpan LeaveTimeout { get; init; } = TimeSpan.FromDays(1);

    /// <summary>What is out of range, one line each.</summary>
    public IEnumerable<string> Faults()
    {
        string?[] all =
        [
            Fault(nameof(ResendAfter), ResendAfter, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
            Fault(nameof(MaxResendAfter), MaxResendAfter, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)),
            Fault(nameof(RingGrace), RingGrace, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            Fault(nameof(LeaveTimeout), LeaveTimeout, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)),
        ];
        return all.OfType<string>();
    }

    /// <summary>The pause before the next repetition.</summary>
    /// <param name="repeats">How many there were.</param>
    public TimeSpan PauseAfter(int repeats)
    {
        var pause = ResendAfter * Math.Pow(2, Math.Min(repeats, 30));
        return pause < MaxResendAfter ? pause : MaxResendAfter;
    }

    private static string? Fault(string name, TimeSpan value, TimeSpan min, TimeSpan max) =>
        value < min || value > max ? $"The {name} of attachments is '{value}'; it is {min} to {max}." : null;
}
