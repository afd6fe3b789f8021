using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Behaviors;

namespace CallGrains.Endpoints.Simulator;

/// <summary>One participation as its endpoint sees it.</summary>
/// <param name="Participation">The participation.</param>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Status">Whether it rings, is in the call or leaves.</param>
/// <param name="Call">The call that rings or that it is in.</param>
/// <param name="Behavior">What the endpoint was programmed to do when it was called.</param>
/// <param name="Since">Since when it rings, or is in a call.</param>
/// <param name="From">Who calls, while it rings.</param>
/// <param name="CallerDisplayName">The caller's name, while it rings.</param>
public sealed record AttachmentView(
    Guid Participation,
    CommunicationIdentifier Endpoint,
    AttachmentStatus Status,
    CallKey Call,
    BehaviorKind Behavior,
    DateTimeOffset Since,
    CommunicationIdentifier? From,
    string? CallerDisplayName);
