namespace CallGrains.Delivery.Callbacks;

/// <summary>How callbacks are sent. Section <see cref="Section"/>.</summary>
public sealed class DeliveryOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "CallGrains:Callbacks";

    // A timer can count 49 days.
    private static readonly TimeSpan MaxRetryFor = TimeSpan.FromDays(45);

    /// <summary>
    /// Whether callbacks are sent. When false an event counts as delivered the moment it is due: nothing is sent, and nothing is
    /// logged. For measuring calls without the cost of a receiver. Default true.
    /// </summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The pause after the first failed try; doubled after each further one. Default 500 ms.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause between two tries, unless the receiver asks for more by <c>Retry-After</c>. Default 5 minutes.</summary>
    public TimeSpan MaxPause { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an event is tried before it becomes a dead letter, at most 45 days. Default 24 hours.</summary>
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long one try may take: name resolution, connecting, sending and the answer together. Default 10 s.</summary>
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Most prompt requests under way to one destination (scheme, host and port). Default 16.</summary>
    public int MaxPerHost { get; set; } = 16;

    /// <summary>Most prompt requests under way in all. Default 256.</summary>
    public int MaxInFlight { get; set; } = 256;

    /// <summary>
    /// How many times as long as is usual for its host a request must take to count as slow; it then gives its prompt place to
    /// another one that waits for it, so that webhooks that stall do not hold up others. Default 3.
    /// </summary>
    public int SlowFactor { get; set; } = 3;

    /// <summary>No request that is younger counts as slow. What a host is given before it has answered. Default 1 ms.</summary>
    public TimeSpan SlowAfterAtLeast { get; set; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Every request that is older counts as slow, whatever is usual for its host. Default 100 ms.</summary>
    public TimeSpan SlowAfter { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Most slow requests and repeated tries under way to one destination, beside <see cref="MaxPerHost"/>; at most half of them
    /// repeated tries, but always one. Default 64.
    /// </summary>
    public int MaxSlowPerHost { get; set; } = 64;

    /// <summary>Most slow requests and repeated tries under way in all (at most half of them repeated tries), beside <see cref="MaxInFlight"/>. Default 1,024.</summary>
    public int MaxSlowInFlight { get; set; } = 1_024;

    /// <summary>The <c>data.version</c> of events. Default 2026-03-12.</summary>
    public string ApiVersion { get; set; } = "2026-03-12";

    /// <summary>Checks that every value makes sense.</summary>
    /// <exception cref="ArgumentException">One does not; the message names it.</exception>
    public void Validate()
    {
        Positive(FirstPause, nameof(FirstPause));
        Positive(RetryFor, nameof(RetryFor));
        Check(RetryFor <= MaxRetryFor, $"{nameof(RetryFor)} is at most {MaxRetryFor.TotalDays} days.");
        Positive(TryTimeout, nameof(TryTimeout));
        Positive(SlowAfterAtLeast, nameof(SlowAfterAtLeast));
        Check(SlowAfter >= SlowAfterAtLeast, $"{nameof(SlowAfter)} is at least {nameof(SlowAfterAtLeast)}.");
        Check(SlowFactor > 0, $"{nameof(SlowFactor)} is at least 1.");
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
