namespace CallGrains.Delivery.EventGrid;

/// <summary>The types of event published to subscriptions (EVENTS section 4).</summary>
public static class EventTypes
{
    /// <summary>Somebody calls.</summary>
    public const string IncomingCall = "Microsoft.Communication.IncomingCall";

    /// <summary>A call began.</summary>
    public const string CallStarted = "Microsoft.Communication.CallStarted";

    /// <summary>A call ended.</summary>
    public const string CallEnded = "Microsoft.Communication.CallEnded";

    /// <summary>Somebody joined a call.</summary>
    public const string CallParticipantAdded = "Microsoft.Communication.CallParticipantAdded";

    /// <summary>Somebody left a call or was removed.</summary>
    public const string CallParticipantRemoved = "Microsoft.Communication.CallParticipantRemoved";

    /// <summary>The handshake of the Event Grid schema.</summary>
    internal const string SubscriptionValidation = "Microsoft.EventGrid.SubscriptionValidationEvent";

    /// <summary>All types a subscription can name.</summary>
    public static IReadOnlyList<string> All { get; } = [IncomingCall, CallStarted, CallEnded, CallParticipantAdded, CallParticipantRemoved];
}
