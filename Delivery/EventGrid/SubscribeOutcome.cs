namespace CallGrains.Delivery.EventGrid;

/// <summary>What came of subscribing: one of the two.</summary>
/// <param name="Subscription">The subscription; not validated yet when its receiver has still to agree by URL.</param>
/// <param name="Refusal">Why there is none.</param>
public sealed record SubscribeOutcome(EventSubscription? Subscription, SubscribeRefusal? Refusal);

/// <summary>Why a subscription was refused; a 400 for the client.</summary>
/// <param name="Target">The field at fault: name, url, schema, toPrefix, includedEventTypes.</param>
/// <param name="Message">Why.</param>
public sealed record SubscribeRefusal(string Target, string Message);
