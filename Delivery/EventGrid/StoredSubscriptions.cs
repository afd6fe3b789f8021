namespace CallGrains.Delivery.EventGrid;

/// <summary>All subscriptions of a store as they were at one version.</summary>
/// <param name="Version">Another after each change; always the same where nobody else changes the store.</param>
/// <param name="All">The subscriptions.</param>
public sealed record StoredSubscriptions(long Version, IReadOnlyList<EventSubscription> All);
