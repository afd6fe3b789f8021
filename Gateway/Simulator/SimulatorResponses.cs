using CallGrains.Calls.Identifiers;
using CallGrains.Delivery.EventGrid;
using CallGrains.Endpoints.Behaviors;

namespace CallGrains.Gateway.Simulator;

/// <summary>An endpoint and what it does when it is called.</summary>
/// <param name="RawId">The raw id.</param>
/// <param name="Behavior">What it does.</param>
/// <param name="AfterMs">How long it rings before that, in ms.</param>
/// <param name="HangUpAfterMs">How long after it came into a call it hangs up, in ms.</param>
/// <param name="Origin">Where this comes from: <c>api</c>, <c>configuration</c>, or <c>default</c> for an endpoint nobody programmed.</param>
public sealed record EndpointResponse(string RawId, string Behavior, int AfterMs, int? HangUpAfterMs, string Origin)
{
    internal static EndpointResponse From(CommunicationIdentifier endpoint, EndpointBehavior behavior, string origin) =>
        new(endpoint.RawId, EndpointBehavior.NameOf(behavior.Kind), behavior.AfterMs, behavior.HangUpAfterMs, origin);
}

/// <summary>All endpoints that were programmed.</summary>
/// <param name="Value">The endpoints, in the order of their raw ids.</param>
public sealed record EndpointListResponse(IReadOnlyList<EndpointResponse> Value);

/// <summary>Somebody who rings or is in a call, as the far side sees it.</summary>
/// <param name="RawId">The raw id.</param>
/// <param name="Status">One of <c>ringing</c>, <c>answering</c>, <c>declining</c>, <c>attached</c>, <c>leaving</c>.</param>
/// <param name="ServerCallId">The call.</param>
/// <param name="CorrelationId">The correlation id of the call.</param>
/// <param name="Behavior">What the endpoint was programmed to do when it was called.</param>
/// <param name="Since">Since when, by the clock that drives the calls.</param>
/// <param name="From">Who calls, while it rings.</param>
/// <param name="CallerDisplayName">The caller's name, while it rings.</param>
public sealed record AttachmentResponse(
    string RawId,
    string Status,
    string ServerCallId,
    Guid CorrelationId,
    string Behavior,
    DateTimeOffset Since,
    string? From,
    string? CallerDisplayName);

/// <summary>Who rings or is in a call.</summary>
/// <param name="Value">Those that ring first, each in the order of time.</param>
public sealed record AttachmentListResponse(IReadOnlyList<AttachmentResponse> Value);

/// <summary>A call that was begun by the far side.</summary>
/// <param name="ServerCallId">The server call id.</param>
/// <param name="CorrelationId">The correlation id.</param>
public sealed record PlacedCallResponse(string ServerCallId, Guid CorrelationId);

/// <summary>The clock that drives calls and endpoints.</summary>
/// <param name="Now">The present time of the clock.</param>
public sealed record ClockResponse(DateTimeOffset Now);

/// <summary>A subscription to events.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Url">Where events are sent.</param>
/// <param name="Schema">The form of the events.</param>
/// <param name="ToPrefix">Only incoming calls to raw ids that begin so.</param>
/// <param name="IncludedEventTypes">Only events of these types; all when empty.</param>
/// <param name="State"><c>active</c>, or <c>awaitingValidation</c> until the receiver has agreed.</param>
public sealed record EventSubscriptionResponse(
    string Name, string Url, string Schema, string ToPrefix, IReadOnlyList<string> IncludedEventTypes, string State)
{
    internal static EventSubscriptionResponse From(EventSubscription subscription) => new(
        subscription.Name,
        subscription.Url,
        subscription.Schema == EventSchema.CloudEvents ? "cloudEvents" : "eventGrid",
        subscription.ToPrefix,
        subscription.IncludedEventTypes,
        subscription.IsValidated ? "active" : "awaitingValidation");
}

/// <summary>All subscriptions.</summary>
/// <param name="Value">The subscriptions, by name.</param>
public sealed record EventSubscriptionListResponse(IReadOnlyList<EventSubscriptionResponse> Value);
