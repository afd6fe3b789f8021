namespace CallGrains.Delivery.Callbacks;

/// <summary>Scheme, host and port: what is bounded together.</summary>
/// <remarks>Guarded by the lock of <see cref="CallbackDelivery"/>.</remarks>
/// <param name="key">Scheme, host and port.</param>
/// <param name="slowAfter">From when a request counts as slow before the host has answered any: a fresh host is taken for a quick one.</param>
internal sealed class Destination(string key, TimeSpan slowAfter)
{
    // Every answer counts for a sixteenth.
    private const int Weight = 16;

    /// <summary>Scheme, host and port.</summary>
    public string Key => key;

    /// <summary>First tries that are not slow yet.</summary>
    public DestinationLine Prompt { get; } = new(isSlow: false);

    /// <summary>Slow and repeated tries.</summary>
    public DestinationLine Slow { get; } = new(isSlow: true);

    /// <summary>How many lanes lead here; the destination is forgotten with the last one.</summary>
    public int Lanes { get; set; }

    /// <summary>From when a request counts as slow: a multiple of what is usual here, within the bounds of the options.</summary>
    public TimeSpan SlowAfter { get; private set; } = slowAfter;

    /// <summary>A request was answered.</summary>
    /// <param name="after">How long it took.</param>
    /// <param name="options">The multiple and the bounds.</param>
    public void Answered(TimeSpan after, DeliveryOptions options)
    {
        // One answer counts for twice the usual at most: a few webhooks that are slow do not make slowness usual.
        var most = SlowAfter.Ticks * 2;
        var sample = after.Ticks > most / options.SlowFactor ? most : after.Ticks * options.SlowFactor;
        var ticks = SlowAfter.Ticks + ((sample - SlowAfter.Ticks) / Weight);
        SlowAfter = new(Math.Clamp(ticks, options.SlowAfterAtLeast.Ticks, options.SlowAfter.Ticks));
    }
}

/// <summary>The lanes of one destination that wait for a place of one kind, and the places they have.</summary>
internal sealed class DestinationLine(bool isSlow)
{
    /// <summary>Whether the places are those for slow requests.</summary>
    public bool IsSlow => isSlow;

    /// <summary>Who waits, in order.</summary>
    public Queue<CallbackLane> Ready { get; } = new();

    /// <summary>Places taken.</summary>
    public int InFlight { get; set; }

    /// <summary>Those of them whose try started here.</summary>
    public int Started { get; set; }

    /// <summary>Whether the destination is queued for a turn.</summary>
    public bool HasTurn { get; set; }
}
