namespace CallGrains.Calls.Hosting;

/// <summary>The limits and times of calls. Every value has a default that fits one machine and the contract.</summary>
public sealed record CallRules
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "CallGrains:Rules";

    /// <summary>Most participants of a call, apps and people held for a move included (SEMANTICS section 10), 2 to 10,000.</summary>
    public int MaxParticipants { get; init; } = 350;

    /// <summary>Most invitations ringing at once in a call, 1 to 10,000; further ones get 429.</summary>
    public int MaxInvitations { get; init; } = 350;

    /// <summary>Most moves into a call undecided or unacknowledged at once, 1 to 10,000; further ones get 429.</summary>
    public int MaxMoves { get; init; } = 200;

    /// <summary>
    /// Most legs a call has at once, 1 to 1,000, ended ones included whose events or request ids are still remembered; further
    /// answers and connects get 429.
    /// </summary>
    public int MaxLegs { get; init; } = 50;

    /// <summary>Most request ids a call remembers, 1 to 100,000; further repeatable requests get 429 until old ones lapse.</summary>
    public int MaxRepeats { get; init; } = 2_000;

    /// <summary>Most undelivered events of a leg, 1 to 100,000; beyond, further ones go to the dead letters at once.</summary>
    public int MaxUndeliveredEvents { get; init; } = 1_000;

    /// <summary>Largest encoded state, in bytes, 16 KiB to 4 MiB; a command that would exceed it gets 429.</summary>
    public int MaxStateSize { get; init; } = 512 * 1024;

    /// <summary>Most redirects of one ringing call, 0 to 100.</summary>
    public int MaxRedirects { get; init; } = 10;

    /// <summary>
    /// Most commands waiting for a person or roster held for a move, 0 to 10,000; further ones are answered at once as if their time
    /// were over.
    /// </summary>
    public int MaxWaiting { get; init; } = 100;

    /// <summary>Whether calls record events of their own (started, ended, participant added and removed) for event subscriptions.</summary>
    public bool RecordsLifecycle { get; init; }

    /// <summary>How long a user rings when nothing else is said (SEMANTICS section 10), 1 s to 1 h.</summary>
    public TimeSpan RingTimeout { get; init; } = TimeSpan.FromSeconds(85);

    /// <summary>How long a phone rings when nothing else is said (SEMANTICS section 10), 1 s to 1 h.</summary>
    public TimeSpan PhoneRingTimeout { get; init; } = TimeSpan.FromSeconds(115);

    /// <summary>How long a transfer target rings (SEMANTICS section 10), 1 s to 1 h.</summary>
    public TimeSpan TransferTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a move may stay undecided before the target gives it up, 1 s to 1 h.</summary>
    public TimeSpan MoveTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a command or roster read waits for people held for a move, 10 ms to 1 min; then 409/8519, a roster read 503.</summary>
    public TimeSpan HoldWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after it was first sent a request may be repeated, 5 min to 1 day (AUTH section 4).</summary>
    public TimeSpan RepeatWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How far the clock of a client may be ahead, 0 to 1 h: what it says was first sent later than that from now is refused.</summary>
    public TimeSpan MaxClientClockAhead { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a request id is remembered. A client whose clock is ahead may still repeat when its own window, counted from its
    /// own time, is nearly over.
    /// </summary>
    public TimeSpan RepeatMemory => RepeatWindow + MaxClientClockAhead;

    /// <summary>First pause before something owed to another call or an endpoint is sent again, 10 ms to 1 min; doubled each time.</summary>
    public TimeSpan ResendAfter { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest pause before something owed is sent again, 10 ms to 1 h.</summary>
    public TimeSpan MaxResendAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What is out of range, one line each.</summary>
    public IEnumerable<string> Faults()
    {
        string?[] all =
        [
            Fault(nameof(MaxParticipants), MaxParticipants, 2, 10_000),
            Fault(nameof(MaxInvitations), MaxInvitations, 1, 10_000),
            Fault(nameof(MaxMoves), MaxMoves, 1, 10_000),
            Fault(nameof(MaxLegs), MaxLegs, 1, 1_000),
            Fault(nameof(MaxRepeats), MaxRepeats, 1, 100_000),
            Fault(nameof(MaxUndeliveredEvents), MaxUndeliveredEvents, 1, 100_000),
            Fault(nameof(MaxStateSize), MaxStateSize, 16 * 1024, 4 * 1024 * 1024),
            Fault(nameof(MaxRedirects), MaxRedirects, 0, 100),
            Fault(nameof(MaxWaiting), MaxWaiting, 0, 10_000),
            Fault(nameof(RingTimeout), RingTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            Fault(nameof(PhoneRingTimeout), PhoneRingTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            Fault(nameof(TransferTimeout), TransferTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            Fault(nameof(MoveTimeout), MoveTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            Fault(nameof(HoldWait), HoldWait, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
            Fault(nameof(RepeatWindow), RepeatWindow, TimeSpan.FromMinutes(5), TimeSpan.FromDays(1)),
            Fault(nameof(MaxClientClockAhead), MaxClientClockAhead, TimeSpan.Zero, TimeSpan.FromHours(1)),
            Fault(nameof(ResendAfter), ResendAfter, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
            Fault(nameof(MaxResendAfter), MaxResendAfter, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)),
        ];
        return all.OfType<string>();
    }

    private static string? Fault<T>(string name, T value, T min, T max)
        where T : IComparable<T> =>
        value.CompareTo(min) < 0 || value.CompareTo(max) > 0 ? $"{Section}:{name} is '{value}'; it is {min} to {max}." : null;
}
