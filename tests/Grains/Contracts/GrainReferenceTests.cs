using CallGrains.Calls.Ids;
using CallGrains.Grains.Abstractions.Calls;
using CallGrains.Grains.Abstractions.Endpoints;
using CallGrains.Grains.Abstractions.Events;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Tests.Faults;

namespace CallGrains.Grains.Tests.Contracts;

/// <summary>References by pinned names are those that Orleans finds by itself.</summary>
public sealed class GrainReferenceTests : IAsyncLifetime
{
    private FaultyCluster _cluster = null!;

    private IGrainFactory Grains => _cluster.Rig.Grains;

    public async Task InitializeAsync() => _cluster = await FaultyCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public void Reference_ByPinnedNames_IsTheOneByItsInterface()
    {
        var call = new CallKey(7);
        var connection = Guid.NewGuid();
        const string Endpoint = "8:acs:references_ann";

        Same(Grains.GetCall(call), Grains.GetGrain<ICallGrain>(call.ToString()));
        Same(Grains.GetEndpoint(Endpoint), Grains.GetGrain<IEndpointGrain>(EndpointKeys.Of(Endpoint)));
        Same(Grains.GetPublisher(connection), Grains.GetGrain<IEventPublisherGrain>(connection));
    }

    private static void Same(IAddressable one, IAddressable other)
    {
        one.ShouldBe(other);
        ((GrainReference)one).InterfaceType.ShouldBe(((GrainReference)other).InterfaceType);
    }
}
