using CallGrains.Calls.Ids;
using CallGrains.Grains.Abstractions.Calls;
using CallGrains.Grains.Abstractions.Endpoints;
using CallGrains.Grains.Abstractions.Events;

namespace CallGrains.Grains.Hosting;

/// <summary>
/// References to the grains that talk to each other all the time. Orleans finds out by reflection what the interface and the type of a
/// grain are called, each time that it is asked for one by its interface: nearly a fifth of what a move costs in memory. Here they are
/// asked for by those names, which are pinned.
/// </summary>
internal static class GrainReferences
{
    private static readonly (GrainType Type, GrainInterfaceType Interface) Calls = Names("callgrains.call", "callgrains.ICallGrain");
    private static readonly (GrainType Type, GrainInterfaceType Interface) Endpoints = Names("callgrains.endpoint", "callgrains.IEndpointGrain");
    private static readonly (GrainType Type, GrainInterfaceType Interface) Publishers = Names("callgrains.publisher", "callgrains.IEventPublisherGrain");

    /// <summary>The owner of a call.</summary>
    public static ICallGrain GetCall(this IGrainFactory grains, CallKey call) => grains.GetCall(call.ToString());

    /// <summary>The owner of a call.</summary>
    public static ICallGrain GetCall(this IGrainFactory grains, string key) => (ICallGrain)grains.Get(Calls, IdSpan.Create(key));

    /// <summary>The far side of a raw id.</summary>
    public static IEndpointGrain GetEndpoint(this IGrainFactory grains, string rawId) =>
        (IEndpointGrain)grains.Get(Endpoints, IdSpan.Create(EndpointKeys.Of(rawId)));

    /// <summary>The publisher of a leg.</summary>
    public static IEventPublisherGrain GetPublisher(this IGrainFactory grains, Guid connection) =>
        (IEventPublisherGrain)grains.Get(Publishers, GrainIdKeyExtensions.CreateGuidKey(connection));

    private static IAddressable Get(this IGrainFactory grains, (GrainType Type, GrainInterfaceType Interface) names, IdSpan key) =>
        grains.GetGrain(GrainId.Create(names.Type, key), names.Interface);

    private static (GrainType Type, GrainInterfaceType Interface) Names(string type, string @interface) =>
        (GrainType.Create(type), GrainInterfaceType.Create(@interface));
}
