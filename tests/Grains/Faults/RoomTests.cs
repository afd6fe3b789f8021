using CallGrains.Calls.Codec;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Simulator;
using CallGrains.Grains.Abstractions.Endpoints;
using CallGrains.Grains.Storage;
using CallGrains.Shared;

namespace CallGrains.Grains.Tests.Faults;

/// <summary>An endpoint that has no room left is busy; what it stores can always be stored.</summary>
public sealed class RoomTests : IAsyncLifetime
{
    private const int Ringing = 20;
    private const int Said = 16 * 1024;

    private FaultyCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await FaultyCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task EndpointCalled_NoRoomForWhatTheCallerSays_IsBusyAndStaysStorable()
    {
        var ann = FaultyCluster.Person("ann");
        (await _cluster.Rig.Simulator.PutBehaviorAsync(ann, new() { Kind = BehaviorKind.App })).ShouldBe(ActResult.Done);
        var endpoint = _cluster.Rig.Grains.GetGrain<IEndpointGrain>(EndpointKeys.Of(ann.RawId));

        // Nobody is told of the ringing, and so the calls, which know nothing of it, are not either.
        _cluster.Announcements.Told = new TaskCompletionSource().Task;

        // Sixteen KiB of what the store writes with six characters each.
        for (var i = 0; i < Ringing; i++)
            await endpoint.NoticeAsync(new(WireCodec.Encode(FaultyCluster.Ringing(ann, _cluster.Rig.NewKey(), new string('<', Said)))));
        await Eventually.HoldsAsync(() => Stored(endpoint) > RowSize.Most - (7 * Said), "a row that takes no more of them");
        var before = Stored(endpoint);
        await endpoint.NoticeAsync(new(WireCodec.Encode(FaultyCluster.Ringing(ann, _cluster.Rig.NewKey(), "{}"))));

        await Eventually.HoldsAsync(() => Stored(endpoint) > before, "one that there is room for");
        Stored(endpoint).ShouldBeLessThan(RowSize.Most);
        (await endpoint.ListAttachmentsAsync()).Length.ShouldBeLessThan(Ringing);
    }

    private int Stored(IEndpointGrain endpoint) => _cluster.Storage.SizeOf("endpoint", endpoint.GetGrainId());
}
