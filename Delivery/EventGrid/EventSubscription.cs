namespace CallGrains.Delivery.EventGrid;

/// <summary>The two forms an Event Grid event can have. The numbers are stored.</summary>
public enum EventSchema : byte
{
    /// <summary>An array of one Event Grid event.</summary>
    EventGrid = 1,

    /// <summary>One CloudEvent 1.0, structured mode.</summary>
    CloudEvents = 2,
}

/// <summary>An app's wish to be told of incoming calls and of calls beginning, changing and ending.</summary>
/// <param name="Name">Its name, the key: 1 to 64 letters, digits, hyphens.</param>
/// <param name="Url">Where events are sent.</param>
/// <param name="Schema">In which form.</param>
/// <param name="ToPrefix">Only incoming calls to raw ids that begin so; empty for all.</param>
public sealed record EventSubscription(string Name, string Url, EventSchema Schema, string ToPrefix)
{
    /// <summary>Only events of these types (<see cref="EventTypes"/>); empty for all.</summary>
    public IReadOnlyList<string> IncludedEventTypes { get; init; } = [];

    /// <summary>Whether the receiver has shown that it wants the events; until then none are sent.</summary>
    public bool IsValidated { get; init; }

    /// <summary>The code of the handshake, known to the receiver alone; null when validated.</summary>
    public string? ValidationCode { get; init; }

    /// <summary>Until when the handshake can be finished by URL.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Others of its name, oldest first, each of which takes its place when its receiver agrees; null when there are none.</summary>
    public IReadOnlyList<EventSubscription>? Waiting { get; init; }

    /// <summary>Whether events of a type are sent.</summary>
    /// <param name="eventType">The type.</param>
    public bool Wants(string eventType) => IsValidated && (IncludedEventTypes.Count == 0 || IncludedEventTypes.Contains(eventType, StringComparer.Ordinal));

    /// <summary>Whether the same events are sent to the same receiver.</summary>
    internal bool SendsAs(EventSubscription other) =>
        Url == other.Url && Schema == other.Schema && ToPrefix == other.ToPrefix
        && IncludedEventTypes.SequenceEqual(other.IncludedEventTypes, StringComparer.Ordinal);
}
