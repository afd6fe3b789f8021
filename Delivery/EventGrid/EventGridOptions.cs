using CallGrains.Delivery.Options;

namespace CallGrains.Delivery.EventGrid;

/// <summary>How events are published to subscriptions. Section <see cref="Section"/>.</summary>
public sealed class EventGridOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "CallGrains:EventGrid";

    /// <summary>The <c>topic</c> (Event Grid schema) or <c>source</c> (CloudEvents) of events: the resource id the engine stands for.</summary>
    public string Topic { get; set; } =
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/callgrains/providers/Microsoft.Communication/communicationServices/callgrains";

    /// <summary>The <c>WebHook-Request-Origin</c> of the CloudEvents handshake. Default <c>eventgrid.azure.net</c>, as receivers expect it.</summary>
    public string WebhookOrigin { get; set; } = "eventgrid.azure.net";

    /// <summary>How long a handshake may be finished by URL: <see cref="TryTimeout"/> to 1 day. Default 10 minutes.</summary>
    public TimeSpan ValidateWithin { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The pause after the first failed try; doubled after each further one, 1 ms to 1 hour. Default 500 ms.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The longest pause between two tries, unless the receiver asks for more: <see cref="FirstPause"/> to 1 day. Default 10 s: somebody is
    /// ringing.
    /// </summary>
    public TimeSpan MaxPause { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one try may take, 10 ms to 10 minutes. Default 10 s.</summary>
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an event other than IncomingCall is tried, 1 second to 7 days. Default 10 minutes. These are kept in memory only.</summary>
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Most events other than IncomingCall waiting for one subscription; further ones are dropped and logged. Default 10,000.</summary>
    public int MaxQueued { get; set; } = 10_000;

    /// <summary>Most subscriptions. Default 100.</summary>
    public int MaxSubscriptions { get; set; } = 100;

    /// <summary>Subscriptions that are there from the start, without a handshake: whoever configures them answers for them.</summary>
    public IList<ConfiguredSubscription> Subscriptions { get; } = [];

    /// <summary>Checks that every value makes sense; the subscriptions are checked when they are taken up.</summary>
    /// <exception cref="ArgumentException">One does not; the message names it.</exception>
    public void Validate()
    {
        Check(Topic.Length > 0 && WebhookOrigin.Length > 0, $"{nameof(Topic)} and {nameof(WebhookOrigin)} are not empty.");
        InRange(TryTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10), nameof(TryTimeout));
        InRange(ValidateWithin, TryTimeout, TimeSpan.FromDays(1), nameof(ValidateWithin));
        InRange(RetryFor, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7), nameof(RetryFor));
        InRange(FirstPause, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1), nameof(FirstPause));
        InRange(MaxPause, FirstPause, TimeSpan.FromDays(1), nameof(MaxPause));
        Check(MaxQueued > 0 && MaxSubscriptions > 0, $"{nameof(MaxQueued)} and {nameof(MaxSubscriptions)} are at least 1.");
    }

    private static void InRange(TimeSpan value, TimeSpan least, TimeSpan most, string name) =>
        TimeRange.Check($"{Section}:{name}", value, least, most);

    private static void Check(bool holds, string rule)
    {
        if (!holds)
            throw new ArgumentException($"{Section}: {rule}");
    }
}

/// <summary>A subscription in the configuration.</summary>
public sealed class ConfiguredSubscription
{
    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Where events are sent.</summary>
    public string Url { get; set; } = "";

    /// <summary>In which form. Default the Event Grid schema.</summary>
    public EventSchema Schema { get; set; } = EventSchema.EventGrid;

    /// <summary>Only incoming calls to raw ids that begin so. Default all.</summary>
    public string ToPrefix { get; set; } = "";
}
