using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;

namespace CallGrains.Calls.FarSide;

/// <summary>What a call tells the endpoint of one participation. Sent until acknowledged, so it may come twice and late.</summary>
/// <param name="Participation">The participation: one person's membership, whatever call it is in.</param>
/// <param name="Call">The call that speaks.</param>
/// <param name="Endpoint">Whose endpoint is spoken to.</param>
public abstract record EndpointNotice(Guid Participation, CallKey Call, CommunicationIdentifier Endpoint);

/// <summary>The endpoint is called. Acknowledged by <see cref="InviteReceived"/>, or by an answer.</summary>
/// <param name="Participation">The participation that begins if the endpoint answers.</param>
/// <param name="Call">The call that rings.</param>
/// <param name="Endpoint">Who is called.</param>
public sealed record Invite(Guid Participation, CallKey Call, CommunicationIdentifier Endpoint) : EndpointNotice(Participation, Call, Endpoint)
{
    /// <summary>The number of this ringing; a redirect of the same invitation begins another, at another endpoint.</summary>
    public required uint Ring { get; init; }

    /// <summary>Who calls.</summary>
    public required CommunicationIdentifier From { get; init; }

    /// <summary>Since when the endpoint rings.</summary>
    public required DateTimeOffset RingingSince { get; init; }

    /// <summary>When the call gives up.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>The server call id, for announcing the call to an app.</summary>
    public required string ServerCallId { get; init; }

    /// <summary>The correlation id of the call.</summary>
    public required Guid CorrelationId { get; init; }

    /// <summary>The context with which an app answers, rejects or redirects.</summary>
    public required string IncomingCallContext { get; init; }

    /// <summary>The name of the caller.</summary>
    public string? CallerDisplayName { get; init; }

    /// <summary>The custom calling context as JSON (<c>CustomCallingContext</c>).</summary>
    public string? CustomContext { get; init; }

    /// <summary>The one first called, when the call was redirected.</summary>
    public CommunicationIdentifier? OnBehalfOf { get; init; }

    /// <summary>Whether an app may take this ringing; not so for the target of a transfer out of a group call.</summary>
    public bool AppMayAnswer { get; init; } = true;
}

/// <summary>The endpoint is now in this call. Acknowledged by <see cref="AttachedReceived"/>.</summary>
/// <param name="Participation">The participation.</param>
/// <param name="Call">The call it is in.</param>
/// <param name="Endpoint">Whose endpoint it is.</param>
/// <param name="Hop">The hop of this stay; an endpoint obeys the highest it was told.</param>
public sealed record Attached(Guid Participation, CallKey Call, CommunicationIdentifier Endpoint, int Hop)
    : EndpointNotice(Participation, Call, Endpoint);

/// <summary>The participation or its ringing is over. Final. Acknowledged by <see cref="ByeReceived"/>.</summary>
/// <param name="Participation">The participation.</param>
/// <param name="Call">The call it was in.</param>
/// <param name="Endpoint">Whose endpoint it is.</param>
/// <param name="Reason">Why.</param>
public sealed record Bye(Guid Participation, CallKey Call, CommunicationIdentifier Endpoint, ResultInformation Reason)
    : EndpointNotice(Participation, Call, Endpoint)
{
    /// <summary>When not null, only this ringing is over (it was redirected); the participation may ring elsewhere.</summary>
    public uint? Ring { get; init; }
}
