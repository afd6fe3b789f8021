using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;

namespace CallGrains.Calls.State;

/// <summary>An event that is not known to be delivered.</summary>
/// <param name="Id">The id it is delivered under, at every try.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Leg">The leg it is told to.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Result">The result it reports.</param>
public sealed record PendingEvent(Guid Id, CallEventKind Kind, ushort Leg, DateTimeOffset Time, ResultInformation Result)
{
    /// <summary>Where it goes.</summary>
    public required string CallbackUri { get; init; }

    /// <summary>The correlation text to give back.</summary>
    public string? OperationContext { get; init; }

    /// <summary>Whom it is about.</summary>
    public CommunicationIdentifier? Participant { get; init; }

    /// <summary>The invitation it is about.</summary>
    public string? InvitationId { get; init; }

    /// <summary>The source connection of a move.</summary>
    public string? FromCall { get; init; }

    /// <summary>Who was transferred to.</summary>
    public CommunicationIdentifier? TransferTarget { get; init; }

    /// <summary>Who was transferred.</summary>
    public CommunicationIdentifier? Transferee { get; init; }

    /// <summary>The W3C <c>traceparent</c> of the request that caused it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Whether it goes to the dead letters without a try, its leg having too many undelivered events.</summary>
    public bool IsOverflow { get; init; }
}
