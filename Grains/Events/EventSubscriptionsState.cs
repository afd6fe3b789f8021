using System.Collections.Immutable;
using CallGrains.Grains.Abstractions;

namespace CallGrains.Grains.Events;

/// <summary>The event subscriptions as they are stored.</summary>
[GenerateSerializer, Alias("callgrains.EventSubscriptionsState")]
public sealed class EventSubscriptionsState
{
    /// <summary>Rises with each change; 0 when there never was one.</summary>
    [Id(0)]
    public long Version { get; set; }

    /// <summary>The subscriptions by name.</summary>
    [Id(1)]
    public ImmutableDictionary<string, Payload> Subscriptions { get; set; } = ImmutableDictionary<string, Payload>.Empty;
}
