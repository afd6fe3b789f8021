using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Moves;

namespace CallGrains.Calls.State;

/// <summary>A person in a call, or held by it for a move.</summary>
/// <param name="Participation">The participation: minted at the join, kept through moves.</param>
/// <param name="Hop">0 at the join, one more at each move.</param>
/// <param name="Identifier">Who it is.</param>
public sealed record Participant(Guid Participation, int Hop, CommunicationIdentifier Identifier)
{
    /// <summary>Whether the person is muted.</summary>
    public bool IsMuted { get; init; }

    /// <summary>Whether the person is on hold.</summary>
    public bool IsOnHold { get; init; }

    /// <summary>Whether the endpoint has acknowledged that it is in this call at this hop.</summary>
    public bool IsAnnounced { get; init; }

    /// <summary>This stay.</summary>
    public Stay Stay => new(Participation, Hop);
}
