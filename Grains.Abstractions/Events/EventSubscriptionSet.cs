namespace CallGrains.Grains.Abstractions.Events;

/// <summary>All event subscriptions as they were at one version.</summary>
/// <param name="Version">The version.</param>
/// <param name="Subscriptions">The subscriptions.</param>
[GenerateSerializer, Immutable, Alias("callgrains.EventSubscriptionSet")]
public sealed record EventSubscriptionSet([property: Id(0)] long Version, [property: Id(1)] Payload[] Subscriptions);
