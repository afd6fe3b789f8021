using System.Text.Json.Serialization;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Replies;

namespace CallGrains.Gateway.Wire;

/// <summary>A leg of a call as it now is.</summary>
public sealed record CallConnectionProperties
{
    /// <summary>The id of the leg.</summary>
    public required Guid CallConnectionId { get; init; }

    /// <summary>The id of the call; missing until it is connected.</summary>
    public string? ServerCallId { get; init; }

    /// <summary>Who was called.</summary>
    public required IReadOnlyList<CommunicationIdentifier> Targets { get; init; }

    /// <summary>The state: <c>connecting</c>, <c>connected</c>, <c>transferring</c>, <c>transferAccepted</c>, <c>disconnecting</c>, <c>disconnected</c> or <c>unknown</c>.</summary>
    public required string CallConnectionState { get; init; }

    /// <summary>Where events go.</summary>
    public required string CallbackUri { get; init; }

    /// <summary>The number shown to phones.</summary>
    [JsonConverter(typeof(PhoneNumberPartConverter))]
    public CommunicationIdentifier? SourceCallerIdNumber { get; init; }

    /// <summary>The name shown to phones.</summary>
    public string? SourceDisplayName { get; init; }

    /// <summary>Who calls.</summary>
    public CommunicationIdentifier? Source { get; init; }

    /// <summary>The correlation id, shared by all legs of the call.</summary>
    public Guid? CorrelationId { get; init; }

    /// <summary>The user on whose behalf the app answered.</summary>
    [JsonConverter(typeof(CommunicationUserPartConverter))]
    public CommunicationIdentifier? AnsweredBy { get; init; }

    /// <summary>The number that was called, when the app answered for one.</summary>
    [JsonConverter(typeof(PhoneNumberPartConverter))]
    public CommunicationIdentifier? AnsweredFor { get; init; }

    internal static CallConnectionProperties From(ConnectionReply reply) => new()
    {
        CallConnectionId = reply.ConnectionId,
        ServerCallId = reply.ServerCallId,
        Targets = reply.Targets,
        CallConnectionState = StateName(reply.State),
        CallbackUri = reply.CallbackUri,
        SourceCallerIdNumber = reply.SourceCallerIdNumber,
        SourceDisplayName = reply.SourceDisplayName,
        Source = reply.Source,
        CorrelationId = reply.CorrelationId,
        AnsweredBy = reply.AnsweredBy is { Kind: IdentifierKind.CommunicationUser } ? reply.AnsweredBy : null,
        AnsweredFor = reply.AnsweredFor is { Kind: IdentifierKind.PhoneNumber } ? reply.AnsweredFor : null,
    };

    private static string StateName(ConnectionState state) => state switch
    {
        ConnectionState.Connecting => "connecting",
        ConnectionState.Connected => "connected",
        ConnectionState.Transferring => "transferring",
        ConnectionState.TransferAccepted => "transferAccepted",
        ConnectionState.Disconnecting => "disconnecting",
        ConnectionState.Disconnected => "disconnected",
        _ => "unknown",
    };
}
