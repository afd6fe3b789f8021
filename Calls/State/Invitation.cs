using CallGrains.Calls.Identifiers;

namespace CallGrains.Calls.State;

/// <summary>What an invitation is for: it decides what its end means.</summary>
public enum InvitationPurpose : byte
{
    /// <summary>A target of a created call.</summary>
    Create = 1,

    /// <summary>A call placed by a person.</summary>
    Incoming = 2,

    /// <summary>A participant being added.</summary>
    Add = 3,

    /// <summary>The target of a transfer.</summary>
    Transfer = 4,
}

/// <summary>Somebody is being called.</summary>
/// <param name="Participation">The participation that begins with the answer; also the <c>invitationId</c>.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Asked">Who was to be called; events name this one.</param>
/// <param name="From">Who calls.</param>
public sealed record Invitation(Guid Participation, InvitationPurpose Purpose, CommunicationIdentifier Asked, CommunicationIdentifier From)
{
    /// <summary>Who rings now: <see cref="Asked"/>, or where the call was redirected to.</summary>
    public required CommunicationIdentifier Target { get; init; }

    /// <summary>The number of the present ringing.</summary>
    public required uint Ring { get; init; }

    /// <summary>Since when it rings.</summary>
    public required DateTimeOffset RingingSince { get; init; }

    /// <summary>When the inviter gives up; a redirect does not prolong it.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>The leg that asked, or 0 when no app did.</summary>
    public ushort Leg { get; init; }

    /// <summary>The correlation text of the operation.</summary>
    public string? OperationContext { get; init; }

    /// <summary>Where the operation's own events go, when not to the leg's callback URI.</summary>
    public string? CallbackUri { get; init; }

    /// <summary>The caller's name.</summary>
    public string? CallerDisplayName { get; init; }

    /// <summary>The custom calling context as JSON.</summary>
    public string? CustomContext { get; init; }

    /// <summary>Who is handed over, for a transfer.</summary>
    public CommunicationIdentifier? Transferee { get; init; }

    /// <summary>For a transfer: whether the transferee leaves this call (group) or the app does (1:1).</summary>
    public bool TransfereeLeaves { get; init; }

    /// <summary>Whether the endpoint has acknowledged the present ringing.</summary>
    public bool IsReceived { get; init; }

    /// <summary>How often it was redirected.</summary>
    public int Redirects { get; init; }

    /// <summary>The W3C <c>traceparent</c> of the request.</summary>
    public string? TraceParent { get; init; }
}
