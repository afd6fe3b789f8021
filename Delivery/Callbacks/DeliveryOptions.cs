namespace CallGrains.Delivery.Callbacks;

/// <summary>How callbacks are sent. Section <see cref="Section"/>.</summary>
public sealed class DeliveryOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "CallGrains:Callbacks";

    /// <summary>The pause after the first failed try; doubled after each further one. Default 500 ms.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause between two tries, unless the receiver asks for more by <c>Retry-After</c>. Default 5 minutes.</summary>
    public TimeSpan MaxPause { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an event is tried before it becomes a dead letter. Default 24 hours.</summary>
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long one try may take: name resolution, connecting, sending and the answer together. Default 10 s.</summary>
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Most prompt requests under way to one destination (scheme, host and port). Default 16.</summary>
    public int MaxPerHost { get; set; } = 16;

    /// <summary>Most prompt requests under way in all. Default 256.</summary>
    public int MaxInFlight { get; set; } = 256;

    /// <summary>
    /// When a request counts as slow: it then frees its prompt place, so that webhooks that stall do not hold up others of the
    /// same host. A repeated try counts as slow from the start. Default 100 ms.
    /// </summary>
    public TimeSpan SlowAfter { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Most slow requests under way to one destination, beside <see cref="MaxPerHost"/>. Default 64.</summary>
    public int MaxSlowPerHost { get; set; } = 64;

    /// <summary>Most slow requests under way in all, beside <see cref="MaxInFlight"/>. Default 1,024.</summary>
    public int MaxSlowInFlight { get; set; } = 1_024;

    /// <summary>The <c>data.version</c> of events. Default 2026-03-12.</summary>
    public string ApiVersion { get; set; } = "2026-03-12";

    /// <summary>Checks that every value makes sense.</summary>
    /// <exception cref="ArgumentException">One does not; the message names it.</exception>
    public void Validate()
    {
        Positive(FirstPause, nameof(FirstPause));
        Positive(RetryFor, nameof(RetryFor));
        Positive(TryTimeout, nameof(TryTimeout));
        Positive(SlowAfter, nameof(SlowAfter));
        Check(MaxPause >= FirstPause, $"{nameof(MaxPause)} is at least {nameof(FirstPause)}.");
        Check(MaxPerHost > 0 && MaxInFlight > 0, $"{nameof(MaxPerHost)} and {nameof(MaxInFlight)} are at least 1.");
        Check(MaxSlowPerHost > 0 && MaxSlowInFlight > 0, $"{nameof(MaxSlowPerHost)} and {nameof(MaxSlowInFlight)} are at least 1.");
        Check(ApiVersion.Length > 0, $"{nameof(ApiVersion)} is not empty.");
    }

    private static void Positive(TimeSpan value, string name) => Check(value > TimeSpan.Zero, $"{name} is more than zero.");

    private static void Check(bool holds, string rule)
    {
        if (!holds)
            throw new ArgumentException($"{Section}: {rule}");
    }
}
