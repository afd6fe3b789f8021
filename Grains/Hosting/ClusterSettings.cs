using CallGrains.Calls.Hosting;
using CallGrains.Delivery.Destinations;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Grains.Events;

namespace CallGrains.Grains.Hosting;

/// <summary>The configuration of a cluster, the same on all its nodes.</summary>
public sealed record ClusterSettings
{
    /// <summary>
    /// Limits and times of calls. Between silos a message is lost whenever one dies; were it repeated ever more rarely, two deaths would
    /// keep what waits for it for half a minute and more.
    /// </summary>
    public CallRules Rules { get; init; } = new() { MaxResendAfter = TimeSpan.FromSeconds(5) };

    /// <summary>Bounds and times of the grains.</summary>
    public GrainOptions Grains { get; init; } = new();

    /// <summary>The far side.</summary>
    public EndpointOptions Endpoints { get; init; } = new();

    /// <summary>How events are delivered.</summary>
    public DeliverySettings Delivery { get; init; } = new();

    /// <summary>Where callbacks may go.</summary>
    public DestinationOptions Destinations { get; init; } = new();

    /// <summary>The clock that drives calls and endpoints. Grain timers run by the system's, unless they are told otherwise too.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
