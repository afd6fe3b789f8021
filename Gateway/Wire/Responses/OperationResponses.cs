using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Replies;

namespace CallGrains.Gateway.Wire;

/// <summary>A participant of a call.</summary>
/// <param name="Identifier">Who it is.</param>
/// <param name="IsMuted">Whether the participant is muted.</param>
/// <param name="IsOnHold">Whether the participant is on hold.</param>
public sealed record CallParticipant(CommunicationIdentifier Identifier, bool IsMuted, bool IsOnHold)
{
    internal static CallParticipant From(ParticipantView view) => new(view.Identifier, view.IsMuted, view.IsOnHold);
}

/// <summary>The participants of a call, or one page of them.</summary>
/// <param name="Value">The participants, at most 100.</param>
/// <param name="NextLink">Where the next page is; missing on the last one.</param>
public sealed record GetParticipantsResponse(IReadOnlyList<CallParticipant> Value, string? NextLink);

/// <summary>An invitation was accepted for sending.</summary>
/// <param name="Participant">Who is invited.</param>
/// <param name="OperationContext">What the client gave to correlate by.</param>
/// <param name="InvitationId">Names the invitation, for cancelling it.</param>
public sealed record AddParticipantResponse(CallParticipant? Participant, string? OperationContext, string? InvitationId);

/// <summary>A cancellation was accepted.</summary>
/// <param name="InvitationId">The invitation.</param>
/// <param name="OperationContext">What the client gave to correlate by.</param>
public sealed record CancelAddParticipantResponse(string? InvitationId, string? OperationContext);

/// <summary>A move was accepted.</summary>
/// <param name="Participants">Who is to be moved.</param>
/// <param name="OperationContext">What the client gave to correlate by.</param>
/// <param name="FromCall">The source connection.</param>
public sealed record MoveParticipantsResponse(IReadOnlyList<CallParticipant> Participants, string? OperationContext, string? FromCall);

/// <summary>An operation was accepted: remove, transfer and mute answer with this.</summary>
/// <param name="OperationContext">What the client gave to correlate by.</param>
public sealed record OperationAccepted(string? OperationContext);
