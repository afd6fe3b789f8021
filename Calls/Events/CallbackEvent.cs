using System.Collections.Immutable;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;

namespace CallGrains.Calls.Events;

/// <summary>One event as it leaves the engine: everything the body of a callback needs, and where it goes.</summary>
/// <remarks>
/// Delivered at least once; every try carries the same <see cref="Id"/>. Events with the same <see cref="Stream"/> are handed
/// out one at a time, the next only after the one before was settled; those of leg 0, of the call itself, as they happen.
/// </remarks>
public sealed record CallbackEvent
{
    /// <summary>The id of the CloudEvent.</summary>
    public required Guid Id { get; init; }

    /// <summary>What happened.</summary>
    public required CallEventKind Kind { get; init; }

    /// <summary>The ordered stream the event belongs to: one leg and one callback URI.</summary>
    public required CallbackStream Stream { get; init; }

    /// <summary>When it happened, by the clock that drives calls.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The connection id of the leg.</summary>
    public required Guid ConnectionId { get; init; }

    /// <summary>The server call id of the call.</summary>
    public required string ServerCallId { get; init; }

    /// <summary>The correlation id of the call.</summary>
    public required Guid CorrelationId { get; init; }

    /// <summary>The result to report.</summary>
    public required ResultInformation Result { get; init; }

    /// <summary>What the client gave to correlate by; null when it gave none or the event has no such member.</summary>
    public string? OperationContext { get; init; }

    /// <summary>Whom an add, remove or move event is about.</summary>
    public CommunicationIdentifier? Participant { get; init; }

    /// <summary>The invitation a cancel event is about.</summary>
    public string? InvitationId { get; init; }

    /// <summary>The source connection of a move event, as the client named it.</summary>
    public string? FromCall { get; init; }

    /// <summary>Who was transferred to, in CallTransferAccepted.</summary>
    public CommunicationIdentifier? TransferTarget { get; init; }

    /// <summary>Who was transferred, in CallTransferAccepted.</summary>
    public CommunicationIdentifier? Transferee { get; init; }

    /// <summary>The roster, in ParticipantsUpdated; otherwise empty.</summary>
    public ImmutableArray<ParticipantView> Participants { get; init; } = [];

    /// <summary>The roster version, in ParticipantsUpdated.</summary>
    public int SequenceNumber { get; init; }

    /// <summary>What is known of the call as a whole, in the events of the call itself; null in callbacks.</summary>
    public CallFacts? Facts { get; init; }

    /// <summary>The W3C <c>traceparent</c> of the request that caused the event, when there was one.</summary>
    public string? TraceParent { get; init; }
}

/// <summary>One ordered stream of callbacks: what goes from one leg to one URI leaves in order, one at a time.</summary>
/// <param name="Call">The call.</param>
/// <param name="Leg">The leg; 0 for events of the call itself, which go to event subscriptions.</param>
/// <param name="Uri">Where the events go; empty for events of the call itself.</param>
public sealed record CallbackStream(CallKey Call, ushort Leg, string Uri);
