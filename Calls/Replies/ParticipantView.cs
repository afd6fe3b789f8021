using CallGrains.Calls.Identifiers;

namespace CallGrains.Calls.Replies;

/// <summary>A participant as clients see it (<c>CallParticipant</c>).</summary>
/// <param name="Identifier">Who it is.</param>
/// <param name="IsMuted">Whether the participant is muted.</param>
/// <param name="IsOnHold">Whether the participant is on hold.</param>
public sealed record ParticipantView(CommunicationIdentifier Identifier, bool IsMuted, bool IsOnHold);
