using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;

namespace CallGrains.Delivery.EventGrid;

/// <summary>What happened to a call, for subscriptions. A closed family.</summary>
public abstract record CallLifecycleEvent
{
    /// <summary>The id of the event; the same at every try.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The server call id.</summary>
    public required string ServerCallId { get; init; }

    /// <summary>The correlation id of the call.</summary>
    public required Guid CorrelationId { get; init; }

    /// <summary>Who began the call.</summary>
    public required CommunicationIdentifier StartedBy { get; init; }

    /// <summary>The group call id, when the call has one.</summary>
    public string? Group { get; init; }

    /// <summary>The room id, when the call has one.</summary>
    public string? Room { get; init; }

    /// <summary>Whether the call began between two.</summary>
    public bool IsTwoParty { get; init; }
}

/// <summary><c>CallStarted</c>.</summary>
public sealed record CallStarted : CallLifecycleEvent;

/// <summary><c>CallEnded</c>.</summary>
/// <param name="Duration">How long the call was.</param>
/// <param name="Reason">Why it ended.</param>
public sealed record CallEnded(TimeSpan Duration, ResultInformation Reason) : CallLifecycleEvent;

/// <summary><c>CallParticipantAdded</c>.</summary>
/// <param name="User">Who joined.</param>
/// <param name="ParticipantId">The participation.</param>
public sealed record CallParticipantAdded(CommunicationIdentifier User, Guid ParticipantId) : CallLifecycleEvent
{
    /// <summary>The name of who joined, when known.</summary>
    public string? DisplayName { get; init; }
}

/// <summary><c>CallParticipantRemoved</c>.</summary>
/// <param name="User">Who left.</param>
/// <param name="ParticipantId">The participation.</param>
public sealed record CallParticipantRemoved(CommunicationIdentifier User, Guid ParticipantId) : CallLifecycleEvent
{
    /// <summary>The name of who left, when known.</summary>
    public string? DisplayName { get; init; }
}
