using CallGrains.Delivery.Options;

namespace CallGrains.Delivery.Callbacks;

/// <summary>How callbacks are sent. Section <see cref="Section"/>.</summary>
public sealed class DeliveryOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "CallGrains:Callbacks";

    /// <summary>
    /// Whether callbacks are sent. When false an event counts as delivered the moment it is due: nothing is sent, and nothing is
    /// logged but the end of what was tried before. For measuring calls without the cost of a receiver. Default true.
    /// </summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The pause after the first failed try; doubled after each further one, 1 ms to 1 hour. Default 500 ms.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The longest pause between two tries, unless the receiver asks for more by <c>Retry-After</c>: <see cref="FirstPause"/> to 1 day.
    /// Default 5 minutes.
    /// </summary>
    public TimeSpan MaxPause { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an event is tried before it becomes a dead letter, 1 second to 45 days. Default 24 hours.</summary>
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long one try may take: name resolution, connecting, sending and the answer together, 10 ms to 10 minutes. Default 10 s.</summary>
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

    /// <summary>No request that is younger counts as slow. What a host is given before it has answered, 1 ms to 1 hour. Default 1 ms.</summary>
    public TimeSpan SlowAfterAtLeast { get; set; } = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Every request that is older counts as slow, whatever is usual for its host: <see cref="SlowAfterAtLeast"/> to 1 hour. Default 100 ms.
    /// </summary>
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
        InRange(FirstPause, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1), nameof(FirstPause));
        InRange(MaxPause, FirstPause, TimeSpan.FromDays(1), nameof(MaxPause));

        // A timer can count 49 days.
        InRange(RetryFor, TimeSpan.FromSeconds(1), TimeSpan.FromDays(45), nameof(RetryFor));
        InRange(TryTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10), nameof(TryTimeout));
        InRange(SlowAfterAtLeast, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1), nameof(SlowAfterAtLeast));
        InRange(SlowAfter, SlowAfterAtLeast, TimeSpan.FromHours(1), nameof(SlowAfter));
        Check(SlowFactor > 0, $"{nameof(SlowFactor)} is at least 1.");
        Check(MaxPerHost > 0 && MaxInFlight > 0, $"{nameof(MaxPerHost)} and {nameof(MaxInFlight)} are at least 1.");
        Check(MaxSlowPerHost > 0 && MaxSlowInFlight > 0, $"{nameof(MaxSlowPerHost)} and {nameof(MaxSlowInFlight)} are at least 1.");
        Check(ApiVersion.Length > 0, $"{nameof(ApiVersion)} is not empty.");
    }

    private static void InRange(TimeSpan value, TimeSpan least, TimeSpan most, string name) =>
        TimeRange.Check($"{Section}:{name}", value, least, most);

    private static void Check(bool holds, string rule)
    {
        if (!holds)
            throw new ArgumentException($"{Section}: {rule}");
    }
}
