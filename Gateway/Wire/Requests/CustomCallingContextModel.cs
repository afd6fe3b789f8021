namespace CallGrains.Gateway.Wire;

/// <summary>What is passed on to an invited endpoint (<c>CustomCallingContext</c>), at most 16 KiB as JSON.</summary>
public sealed record CustomCallingContextModel
{
    /// <summary>Headers for VoIP endpoints.</summary>
    public IReadOnlyDictionary<string, string>? VoipHeaders { get; init; }

    /// <summary>Headers for phones.</summary>
    public IReadOnlyDictionary<string, string>? SipHeaders { get; init; }

    /// <summary>Details for Teams phones.</summary>
    public TeamsPhoneCallDetails? TeamsPhoneCallDetails { get; init; }
}

/// <summary>Details shown on a Teams phone.</summary>
public sealed record TeamsPhoneCallDetails
{
    /// <summary>Who called first.</summary>
    public TeamsPhoneCallerDetails? TeamsPhoneCallerDetails { get; init; }

    /// <summary>Who made these details.</summary>
    public TeamsPhoneSourceDetails? TeamsPhoneSourceDetails { get; init; }

    /// <summary>The id of the session.</summary>
    public string? SessionId { get; init; }

    /// <summary>What the call is for.</summary>
    public string? Intent { get; init; }

    /// <summary>The reason for the call, at most 48 characters.</summary>
    public string? CallTopic { get; init; }

    /// <summary>A summary of the call so far.</summary>
    public string? CallContext { get; init; }

    /// <summary>Where the transcript is.</summary>
    public string? TranscriptUrl { get; init; }

    /// <summary>The sentiment of the call so far.</summary>
    public string? CallSentiment { get; init; }

    /// <summary>What the agent is advised to do.</summary>
    public string? SuggestedActions { get; init; }
}

/// <summary>Who called first.</summary>
public sealed record TeamsPhoneCallerDetails
{
    /// <summary>The caller; required.</summary>
    public CommunicationIdentifierModel? Caller { get; init; }

    /// <summary>The caller's name; required.</summary>
    public string? Name { get; init; }

    /// <summary>The caller's number; required.</summary>
    public string? PhoneNumber { get; init; }

    /// <summary>The caller's record in a customer system.</summary>
    public string? RecordId { get; init; }

    /// <summary>A page to open for the agent.</summary>
    public string? ScreenPopUrl { get; init; }

    /// <summary>Whether the caller is known for sure.</summary>
    public bool? IsAuthenticated { get; init; }

    /// <summary>Further pairs to show; those beyond the tenth are ignored.</summary>
    public IReadOnlyDictionary<string, string>? AdditionalCallerInformation { get; init; }
}

/// <summary>Who made the call details.</summary>
public sealed record TeamsPhoneSourceDetails
{
    /// <summary>The maker; required.</summary>
    public CommunicationIdentifierModel? Source { get; init; }

    /// <summary>Its language; required.</summary>
    public string? Language { get; init; }

    /// <summary>Its status; required.</summary>
    public string? Status { get; init; }

    /// <summary>Whom it meant to reach.</summary>
    public IReadOnlyDictionary<string, CommunicationIdentifierModel>? IntendedTargets { get; init; }
}
