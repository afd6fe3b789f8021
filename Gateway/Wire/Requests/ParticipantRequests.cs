namespace CallGrains.Gateway.Wire;

/// <summary>Invites one more person.</summary>
public sealed record AddParticipantRequest
{
    /// <summary>The number shown to phones; required when a phone is invited.</summary>
    public PhoneNumberIdentifierModel? SourceCallerIdNumber { get; init; }

    /// <summary>The name shown to the invited, at most 256 characters.</summary>
    public string? SourceDisplayName { get; init; }

    /// <summary>Who is invited; required.</summary>
    public CommunicationIdentifierModel? ParticipantToAdd { get; init; }

    /// <summary>How long to ring, 0 to 180 s; 0 or missing is the engine's default.</summary>
    public int? InvitationTimeoutInSeconds { get; init; }

    /// <summary>Given back with the events, at most 5,000 characters.</summary>
    public string? OperationContext { get; init; }

    /// <summary>Where this operation's events go instead.</summary>
    public string? OperationCallbackUri { get; init; }

    /// <summary>What is passed on to the invited.</summary>
    public CustomCallingContextModel? CustomCallingContext { get; init; }
}

/// <summary>Sends one participant out of the call.</summary>
public sealed record RemoveParticipantRequest
{
    /// <summary>Who is removed; required.</summary>
    public CommunicationIdentifierModel? ParticipantToRemove { get; init; }

    /// <summary>Given back with the events, at most 5,000 characters.</summary>
    public string? OperationContext { get; init; }

    /// <summary>Where this operation's events go instead.</summary>
    public string? OperationCallbackUri { get; init; }
}

/// <summary>Withdraws a pending invitation.</summary>
public sealed record CancelAddParticipantRequest
{
    /// <summary>The invitation; required.</summary>
    public string? InvitationId { get; init; }

    /// <summary>Given back with the events, at most 5,000 characters.</summary>
    public string? OperationContext { get; init; }

    /// <summary>Where this operation's events go instead.</summary>
    public string? OperationCallbackUri { get; init; }
}

/// <summary>Brings people from another call into this one.</summary>
public sealed record MoveParticipantsRequest
{
    /// <summary>Who is moved; required, 1 to 350 distinct.</summary>
    public IReadOnlyList<CommunicationIdentifierModel?>? TargetParticipants { get; init; }

    /// <summary>Given back with the events, at most 5,000 characters.</summary>
    public string? OperationContext { get; init; }

    /// <summary>Where this operation's events go instead.</summary>
    public string? OperationCallbackUri { get; init; }

    /// <summary>A connection id of the call they are in now; required.</summary>
    public string? FromCall { get; init; }
}

/// <summary>Mutes users.</summary>
public sealed record MuteParticipantsRequest
{
    /// <summary>Who is muted; required, 1 to 350 distinct communication users.</summary>
    public IReadOnlyList<CommunicationIdentifierModel?>? TargetParticipants { get; init; }

    /// <summary>Given back with the answer, at most 5,000 characters.</summary>
    public string? OperationContext { get; init; }
}

/// <summary>Puts a participant on hold.</summary>
public sealed record HoldRequest
{
    /// <summary>Who is put on hold; required.</summary>
    public CommunicationIdentifierModel? TargetParticipant { get; init; }

    /// <summary>What the participant would hear meanwhile.</summary>
    public PlaySource? PlaySourceInfo { get; init; }

    /// <summary>Given back with the events, at most 5,000 characters.</summary>
    public string? OperationContext { get; init; }

    /// <summary>Where this operation's events go instead.</summary>
    public string? OperationCallbackUri { get; init; }
}

/// <summary>Takes a participant off hold.</summary>
public sealed record UnholdRequest
{
    /// <summary>Who is taken off hold; required.</summary>
    public CommunicationIdentifierModel? TargetParticipant { get; init; }

    /// <summary>Given back with the events, at most 5,000 characters.</summary>
    public string? OperationContext { get; init; }

    /// <summary>Where this operation's events go instead.</summary>
    public string? OperationCallbackUri { get; init; }
}
