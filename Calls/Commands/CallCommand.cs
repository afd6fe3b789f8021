using System.Collections.Immutable;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;

namespace CallGrains.Calls.Commands;

/// <summary>Something a client asks of one call. A closed family; the shape of every field was checked before.</summary>
public abstract record CallCommand
{
    /// <summary>The client's request id, for operations that can be repeated and when it was given.</summary>
    public Repeatability? Repeat { get; init; }

    /// <summary>The W3C <c>traceparent</c> of the request; goes out with the callbacks it causes.</summary>
    public string? TraceParent { get; init; }
}

/// <summary>A command of one leg.</summary>
/// <param name="Leg">The number of the leg.</param>
public abstract record LegCommand(ushort Leg) : CallCommand;

/// <summary>A command of one leg whose outcome is told by an event.</summary>
/// <param name="Leg">The number of the leg.</param>
public abstract record LegOperation(ushort Leg) : LegCommand(Leg)
{
    /// <summary>The client's correlation text.</summary>
    public string? OperationContext { get; init; }

    /// <summary>Where this operation's own events go instead of the leg's callback URI.</summary>
    public string? OperationCallbackUri { get; init; }
}

/// <summary><c>CreateCall</c>: the app calls one target (1:1) or several (group).</summary>
/// <param name="Targets">Who is called, at least one.</param>
/// <param name="CallbackUri">Where the leg's events go.</param>
public sealed record CreateCall(ImmutableArray<CommunicationIdentifier> Targets, string CallbackUri) : CallCommand
{
    /// <summary>On whose behalf the app calls; the resource's own application identity when null.</summary>
    public CommunicationIdentifier? Source { get; init; }

    /// <summary>The number shown to phones; required for phone targets.</summary>
    public CommunicationIdentifier? SourceCallerIdNumber { get; init; }

    /// <summary>The name shown to phones.</summary>
    public string? SourceDisplayName { get; init; }

    /// <summary>The client's correlation text.</summary>
    public string? OperationContext { get; init; }
}

/// <summary>The simulator places a call from one person to an identifier.</summary>
/// <param name="From">Who calls.</param>
/// <param name="To">Who is called.</param>
public sealed record PlaceIncomingCall(CommunicationIdentifier From, CommunicationIdentifier To) : CallCommand
{
    /// <summary>The caller's name.</summary>
    public string? CallerDisplayName { get; init; }

    /// <summary>The custom calling context as JSON (<c>CustomCallingContext</c>).</summary>
    public string? CustomContext { get; init; }
}

/// <summary>The simulator starts a call that no app is in.</summary>
/// <param name="Participants">Who is in it from the start, at least one.</param>
/// <param name="Locator">The group or room whose current call this is, when it has one.</param>
public sealed record StartCall(ImmutableArray<CommunicationIdentifier> Participants, GroupLocator? Locator) : CallCommand;

/// <summary><c>AnswerCall</c>: an app takes a ringing call.</summary>
/// <param name="Ring">The ringing named by the <c>incomingCallContext</c>.</param>
/// <param name="CallbackUri">Where the leg's events go.</param>
public sealed record AnswerCall(uint Ring, string CallbackUri) : CallCommand
{
    /// <summary>On whose behalf the app answers; otherwise the called identifier, or the resource's own application identity.</summary>
    public CommunicationIdentifier? AnsweredBy { get; init; }

    /// <summary>The client's correlation text.</summary>
    public string? OperationContext { get; init; }
}

/// <summary>Why a call is rejected (<c>CallRejectReason</c>).</summary>
public enum RejectReason : byte
{
    /// <summary>Declined, 603.</summary>
    None,

    /// <summary>Busy, 486.</summary>
    Busy,

    /// <summary>Forbidden, 403.</summary>
    Forbidden,
}

/// <summary><c>RejectCall</c>: an app declines a ringing call.</summary>
/// <param name="Ring">The ringing named by the <c>incomingCallContext</c>.</param>
/// <param name="Reason">Why.</param>
public sealed record RejectCall(uint Ring, RejectReason Reason) : CallCommand;

/// <summary><c>RedirectCall</c>: an app sends a ringing call on to somebody else.</summary>
/// <param name="Ring">The ringing named by the <c>incomingCallContext</c>.</param>
/// <param name="Target">Who is to ring instead.</param>
public sealed record RedirectCall(uint Ring, CommunicationIdentifier Target) : CallCommand;

/// <summary><c>Connect</c>: an app attaches a further leg to a connected call.</summary>
/// <param name="CallbackUri">Where the leg's events go.</param>
public sealed record ConnectCall(string CallbackUri) : CallCommand
{
    /// <summary>The client's correlation text.</summary>
    public string? OperationContext { get; init; }
}

/// <summary>Reads a leg.</summary>
/// <param name="Leg">The number of the leg.</param>
public sealed record GetCall(ushort Leg) : LegCommand(Leg);

/// <summary>Reads the roster.</summary>
/// <param name="Leg">The number of the leg.</param>
public sealed record GetParticipants(ushort Leg) : LegCommand(Leg);

/// <summary>Reads one participant.</summary>
/// <param name="Leg">The number of the leg.</param>
/// <param name="Participant">Who.</param>
public sealed record GetParticipant(ushort Leg, CommunicationIdentifier Participant) : LegCommand(Leg);

/// <summary><c>AddParticipant</c>: invites one more person.</summary>
/// <param name="Leg">The number of the leg.</param>
/// <param name="Participant">Who is invited.</param>
public sealed record AddParticipant(ushort Leg, CommunicationIdentifier Participant) : LegOperation(Leg)
{
    /// <summary>The number shown to phones; required for a phone.</summary>
    public CommunicationIdentifier? SourceCallerIdNumber { get; init; }

    /// <summary>The name shown to the invited.</summary>
    public string? SourceDisplayName { get; init; }

    /// <summary>How long to ring, 1 to 180 s; the engine's default when null or zero.</summary>
    public TimeSpan? InvitationTimeout { get; init; }

    /// <summary>The custom calling context as JSON (<c>CustomCallingContext</c>).</summary>
    public string? CustomContext { get; init; }
}

/// <summary><c>CancelAddParticipant</c>: withdraws a pending invitation.</summary>
/// <param name="Leg">The number of the leg.</param>
/// <param name="InvitationId">The invitation, as the client spelled it.</param>
public sealed record CancelAddParticipant(ushort Leg, string InvitationId) : LegOperation(Leg);

/// <summary><c>RemoveParticipant</c>: sends one participant out of the call.</summary>
/// <param name="Leg">The number of the leg.</param>
/// <param name="Participant">Who is removed.</param>
public sealed record RemoveParticipant(ushort Leg, CommunicationIdentifier Participant) : LegOperation(Leg);

/// <summary><c>MoveParticipants</c>: brings people from another call into this one.</summary>
/// <param name="Leg">The number of the leg in the target call, the one that was posted to.</param>
/// <param name="Source">The call the people are in now.</param>
/// <param name="FromCall">The source connection id, as the client spelled it.</param>
/// <param name="Participants">Who is moved, distinct.</param>
public sealed record MoveParticipants(ushort Leg, CallKey Source, string FromCall, ImmutableArray<CommunicationIdentifier> Participants)
    : LegOperation(Leg)
{
    /// <summary>What a read of the source call said just before: why the move cannot begin, or null.</summary>
    public Refusal? SourceRefusal { get; init; }

    /// <summary>The people as they were seen in the source call just before; given back in the answer.</summary>
    public ImmutableArray<ParticipantView> Seen { get; init; } = [];
}

/// <summary><c>TransferToParticipant</c>: hands a party of the call over to somebody else.</summary>
/// <param name="Leg">The number of the leg.</param>
/// <param name="Target">Who is to take over.</param>
public sealed record TransferToParticipant(ushort Leg, CommunicationIdentifier Target) : LegOperation(Leg)
{
    /// <summary>Who is transferred; may be left out in a 1:1 call.</summary>
    public CommunicationIdentifier? Transferee { get; init; }

    /// <summary>The number shown to a phone target instead of the transferee's.</summary>
    public CommunicationIdentifier? SourceCallerIdNumber { get; init; }

    /// <summary>The custom calling context as JSON (<c>CustomCallingContext</c>).</summary>
    public string? CustomContext { get; init; }
}

/// <summary><c>HangupCall</c>: the app leaves; a 1:1 call ends with it.</summary>
/// <param name="Leg">The number of the leg.</param>
public sealed record HangUp(ushort Leg) : LegCommand(Leg);

/// <summary><c>TerminateCall</c>: the call ends for everybody.</summary>
/// <param name="Leg">The number of the leg.</param>
public sealed record Terminate(ushort Leg) : LegCommand(Leg);

/// <summary><c>Mute</c>: mutes users.</summary>
/// <param name="Leg">The number of the leg.</param>
/// <param name="Participants">Who is muted, at least one.</param>
public sealed record MuteParticipants(ushort Leg, ImmutableArray<CommunicationIdentifier> Participants) : LegOperation(Leg);

/// <summary><c>Hold</c>: puts a participant on hold.</summary>
/// <param name="Leg">The number of the leg.</param>
/// <param name="Participant">Who is put on hold.</param>
public sealed record HoldParticipant(ushort Leg, CommunicationIdentifier Participant) : LegOperation(Leg)
{
    /// <summary>Whether the prompt given, if any, is one that could be played; false leads to HoldFailed.</summary>
    public bool PromptIsPlayable { get; init; } = true;
}

/// <summary><c>Unhold</c>: takes a participant off hold.</summary>
/// <param name="Leg">The number of the leg.</param>
/// <param name="Participant">Who is taken off hold.</param>
public sealed record UnholdParticipant(ushort Leg, CommunicationIdentifier Participant) : LegOperation(Leg);
