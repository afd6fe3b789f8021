using CallGrains.Gateway.Wire;

namespace CallGrains.Gateway.Simulator;

/// <summary>What an endpoint is to do when it is called.</summary>
public sealed record BehaviorRequest
{
    /// <summary>One of <c>answer</c>, <c>decline</c>, <c>busy</c>, <c>forbid</c>, <c>noAnswer</c>, <c>unreachable</c>, <c>phone</c>, <c>app</c>; required.</summary>
    public string? Behavior { get; init; }

    /// <summary>How long it rings before that, 0 to 600,000 ms; 0 when missing.</summary>
    public int? AfterMs { get; init; }

    /// <summary>How long after it came into a call it hangs up, 0 to 86,400,000 ms; it stays when missing.</summary>
    public int? HangUpAfterMs { get; init; }
}

/// <summary>Somebody calls somebody.</summary>
public sealed record IncomingCallRequest
{
    /// <summary>Who calls; required.</summary>
    public CommunicationIdentifierModel? From { get; init; }

    /// <summary>Who is called; required.</summary>
    public CommunicationIdentifierModel? To { get; init; }

    /// <summary>The caller's name, at most 256 characters.</summary>
    public string? CallerDisplayName { get; init; }

    /// <summary>The custom calling context.</summary>
    public CustomCallingContextModel? CustomContext { get; init; }
}

/// <summary>People begin to talk without an app.</summary>
public sealed record StartCallRequest
{
    /// <summary>Who; required, 1 to 350 distinct.</summary>
    public IReadOnlyList<CommunicationIdentifierModel?>? Participants { get; init; }

    /// <summary>The group the call is the current one of.</summary>
    public string? GroupCallId { get; init; }

    /// <summary>The room the call is the current one of.</summary>
    public string? RoomId { get; init; }
}

/// <summary>Lets virtual time pass.</summary>
public sealed record AdvanceClockRequest
{
    /// <summary>How long, 0 to 2,592,000 s (30 days); required.</summary>
    public double? Seconds { get; init; }
}

/// <summary>Tells an app of incoming calls.</summary>
public sealed record EventSubscriptionRequest
{
    /// <summary>Where events are sent; required. The receiver must agree, by the handshake of its schema.</summary>
    public string? Url { get; init; }

    /// <summary>The form of the events, <c>eventGrid</c> or <c>cloudEvents</c>; eventGrid when missing.</summary>
    public string? Schema { get; init; }

    /// <summary>Only incoming calls to raw ids that begin so; all when missing.</summary>
    public string? ToPrefix { get; init; }

    /// <summary>Only events of these types; all when missing.</summary>
    public IReadOnlyList<string?>? IncludedEventTypes { get; init; }
}
