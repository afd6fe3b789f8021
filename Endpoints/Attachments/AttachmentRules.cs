namespace CallGrains.Endpoints.Attachments;

/// <summary>The times of endpoints.</summary>
public sealed record AttachmentRules
{
    /// <summary>First pause before a call is told something again; doubled each time.</summary>
    public TimeSpan ResendAfter { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest pause before a call is told something again.</summary>
    public TimeSpan MaxResendAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after the ringing should have ended an endpoint still waits for the call that rang.</summary>
    public TimeSpan RingGrace { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an endpoint that hung up goes on telling its call so.</summary>
    public TimeSpan LeaveTimeout { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The pause before the next repetition.</summary>
    /// <param name="repeats">How many there were.</param>
    public TimeSpan PauseAfter(int repeats)
    {
        var pause = ResendAfter * Math.Pow(2, Math.Min(repeats, 30));
        return pause < MaxResendAfter ? pause : MaxResendAfter;
    }
}
