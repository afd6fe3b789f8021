using System.Collections.Immutable;
using CallGrains.Calls.Identifiers;

namespace CallGrains.Calls.Replies;

/// <summary>What a call answers to a command. A closed family; the gateway turns each into HTTP.</summary>
public abstract record CallReply
{
    /// <summary>The correlation id of the call, when there is one; sent in a header.</summary>
    public Guid? CorrelationId { get; init; }
}

/// <summary>The command was refused and changed nothing.</summary>
/// <param name="Status">The HTTP status, 400 to 503.</param>
/// <param name="Code">The error code of SEMANTICS, for example <c>8522</c>.</param>
/// <param name="Message">What is wrong, for people.</param>
/// <param name="Target">The field that is wrong, when one is.</param>
public sealed record Refusal(int Status, string Code, string Message, string? Target = null) : CallReply
{
    /// <summary>How long to wait before trying again, for 429 and 503.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>A leg as it now is (<c>CallConnectionProperties</c>).</summary>
public sealed record ConnectionReply : CallReply
{
    /// <summary>The connection id of the leg.</summary>
    public required Guid ConnectionId { get; init; }

    /// <summary>The server call id; null until the call is connected.</summary>
    public string? ServerCallId { get; init; }

    /// <summary>Who was called.</summary>
    public required ImmutableArray<CommunicationIdentifier> Targets { get; init; }

    /// <summary>The state of the leg.</summary>
    public required ConnectionState State { get; init; }

    /// <summary>Where the leg's events go.</summary>
    public required string CallbackUri { get; init; }

    /// <summary>The number shown to phones, when one was given.</summary>
    public CommunicationIdentifier? SourceCallerIdNumber { get; init; }

    /// <summary>The name shown to phones, when one was given.</summary>
    public string? SourceDisplayName { get; init; }

    /// <summary>Who calls.</summary>
    public CommunicationIdentifier? Source { get; init; }

    /// <summary>The user on whose behalf the app answered.</summary>
    public CommunicationIdentifier? AnsweredBy { get; init; }

    /// <summary>The phone number that was called, when the app answered for one.</summary>
    public CommunicationIdentifier? AnsweredFor { get; init; }
}

/// <summary>The roster at one instant.</summary>
/// <param name="Participants">Everybody in the call, apps included, in the order of joining.</param>
public sealed record RosterReply(ImmutableArray<ParticipantView> Participants) : CallReply;

/// <summary>One participant.</summary>
/// <param name="Participant">The participant.</param>
public sealed record ParticipantReply(ParticipantView Participant) : CallReply;

/// <summary>The command was accepted; what becomes of it is told by events.</summary>
public sealed record AcceptedReply : CallReply
{
    /// <summary>The client's correlation text, given back.</summary>
    public string? OperationContext { get; init; }

    /// <summary>The invitation of an add, or the one a cancel named.</summary>
    public string? InvitationId { get; init; }

    /// <summary>The participants an add or a move is about.</summary>
    public ImmutableArray<ParticipantView> Participants { get; init; } = [];

    /// <summary>The source connection of a move, as the client named it.</summary>
    public string? FromCall { get; init; }
}

/// <summary>A call without an app was started by the simulator.</summary>
/// <param name="ServerCallId">The server call id.</param>
public sealed record PlacedReply(string ServerCallId) : CallReply;
