namespace CallGrains.Gateway.Wire;

/// <summary>Places a call to one target (1:1) or several (group).</summary>
public sealed record CreateCallRequest
{
    /// <summary>Who is called; required, 1 to 350 distinct.</summary>
    public IReadOnlyList<CommunicationIdentifierModel?>? Targets { get; init; }

    /// <summary>The number shown to phones; required when a target is a phone.</summary>
    public PhoneNumberIdentifierModel? SourceCallerIdNumber { get; init; }

    /// <summary>The name shown to phones, at most 256 characters.</summary>
    public string? SourceDisplayName { get; init; }

    /// <summary>On whose behalf the app calls.</summary>
    public CommunicationUserIdentifierModel? Source { get; init; }

    /// <summary>Given back with the events, at most 5,000 characters.</summary>
    public string? OperationContext { get; init; }

    /// <summary>Where events go; required, absolute.</summary>
    public string? CallbackUri { get; init; }

    /// <summary>Options for AI services.</summary>
    public CallIntelligenceOptions? CallIntelligenceOptions { get; init; }

    /// <summary>Options for media streaming.</summary>
    public MediaStreamingOptions? MediaStreamingOptions { get; init; }

    /// <summary>Options for transcription.</summary>
    public TranscriptionOptions? TranscriptionOptions { get; init; }

    /// <summary>The Teams application that calls, instead of <see cref="Source"/>.</summary>
    public MicrosoftTeamsAppIdentifierModel? TeamsAppSource { get; init; }
}

/// <summary>Answers a ringing call.</summary>
public sealed record AnswerCallRequest
{
    /// <summary>The context that came with the IncomingCall event; required.</summary>
    public string? IncomingCallContext { get; init; }

    /// <summary>Where events go; required, absolute.</summary>
    public string? CallbackUri { get; init; }

    /// <summary>Given back with the events, at most 5,000 characters.</summary>
    public string? OperationContext { get; init; }

    /// <summary>Options for AI services.</summary>
    public CallIntelligenceOptions? CallIntelligenceOptions { get; init; }

    /// <summary>On whose behalf the app answers.</summary>
    public CommunicationUserIdentifierModel? AnsweredBy { get; init; }

    /// <summary>Options for media streaming.</summary>
    public MediaStreamingOptions? MediaStreamingOptions { get; init; }

    /// <summary>Options for transcription.</summary>
    public TranscriptionOptions? TranscriptionOptions { get; init; }
}

/// <summary>Sends a ringing call on to somebody else.</summary>
public sealed record RedirectCallRequest
{
    /// <summary>The context that came with the IncomingCall event; required.</summary>
    public string? IncomingCallContext { get; init; }

    /// <summary>Who is to ring instead; required.</summary>
    public CommunicationIdentifierModel? Target { get; init; }
}

/// <summary>Declines a ringing call.</summary>
public sealed record RejectCallRequest
{
    /// <summary>The context that came with the IncomingCall event; required.</summary>
    public string? IncomingCallContext { get; init; }

    /// <summary>Why: <c>none</c>, <c>busy</c> or <c>forbidden</c>; none when missing.</summary>
    public string? CallRejectReason { get; init; }
}

/// <summary>Attaches a further leg to a call.</summary>
public sealed record ConnectRequest
{
    /// <summary>Which call; required.</summary>
    public CallLocator? CallLocator { get; init; }

    /// <summary>Where events go; required, absolute.</summary>
    public string? CallbackUri { get; init; }

    /// <summary>Given back with the events, at most 5,000 characters.</summary>
    public string? OperationContext { get; init; }

    /// <summary>Options for AI services.</summary>
    public CallIntelligenceOptions? CallIntelligenceOptions { get; init; }

    /// <summary>Options for media streaming.</summary>
    public MediaStreamingOptions? MediaStreamingOptions { get; init; }

    /// <summary>Options for transcription.</summary>
    public TranscriptionOptions? TranscriptionOptions { get; init; }
}

/// <summary>Names a call by exactly one of three ids.</summary>
public sealed record CallLocator
{
    /// <summary>The id of a group call.</summary>
    public string? GroupCallId { get; init; }

    /// <summary>The server call id.</summary>
    public string? ServerCallId { get; init; }

    /// <summary>The id of a room.</summary>
    public string? RoomId { get; init; }

    /// <summary>Which id is given: <c>groupCallLocator</c>, <c>serverCallLocator</c> or <c>roomCallLocator</c>; may be missing.</summary>
    public string? Kind { get; init; }
}

/// <summary>Hands a party of the call over to somebody else.</summary>
public sealed record TransferToParticipantRequest
{
    /// <summary>Who is to take over; required.</summary>
    public CommunicationIdentifierModel? TargetParticipant { get; init; }

    /// <summary>Given back with the events, at most 5,000 characters.</summary>
    public string? OperationContext { get; init; }

    /// <summary>Who is transferred; may be missing in a 1:1 call.</summary>
    public CommunicationIdentifierModel? Transferee { get; init; }

    /// <summary>Where this operation's events go instead.</summary>
    public string? OperationCallbackUri { get; init; }

    /// <summary>What is passed on to the target.</summary>
    public CustomCallingContextModel? CustomCallingContext { get; init; }

    /// <summary>The number shown to a phone instead of the transferee's.</summary>
    public PhoneNumberIdentifierModel? SourceCallerIdNumber { get; init; }
}
