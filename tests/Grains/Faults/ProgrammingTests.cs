using CallGrains.Calls.Identifiers;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Simulator;
using CallGrains.Grains.Abstractions.Indexes;
using CallGrains.Grains.Endpoints;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Tests.Rig;

namespace CallGrains.Grains.Tests.Faults;

/// <summary>A behaviour and its entry in the index are two writes; whatever becomes of them, no behaviour is without its entry.</summary>
public sealed class ProgrammingTests : IAsyncLifetime
{
    private static readonly CommunicationIdentifier Ann = FaultyCluster.Person("ann");

    private FaultyCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await FaultyCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Deleted_EntryStays_NextDeleteRemovesIt()
    {
        (await PutAsync(BehaviorKind.Busy)).ShouldBe(ActResult.Done);
        _cluster.Messages.Before = static method =>
            method == nameof(IIndexGrain.RemoveAsync) ? Task.FromException(new TimeoutException()) : Task.CompletedTask;
        (await DeleteAsync()).ShouldBe(ActResult.Unavailable);
        _cluster.Messages.Before = null;
        _ = (await _cluster.Rig.Simulator.ListBehaviorsAsync()).ShouldHaveSingleItem();

        (await DeleteAsync()).ShouldBe(ActResult.Nobody);

        (await _cluster.Rig.Simulator.ListBehaviorsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Put_EntryStayedOfAnother_IsReplaced()
    {
        (await PutAsync(BehaviorKind.Busy)).ShouldBe(ActResult.Done);
        _cluster.Storage.FaultyName = "endpoint";
        _cluster.Storage.Faults = static _ => StorageFault.Fails;

        // Past the gateway, which would ask again for as long as it may.
        _ = await Should.ThrowAsync<OrleansException>(
            _cluster.Rig.Grains.GetEndpoint(Ann.RawId).SaveBehaviorAsync(Ann.RawId, EndpointCodec.Encode(new EndpointBehavior { Kind = BehaviorKind.Phone })));
        (await _cluster.Rig.Simulator.ListBehaviorsAsync()).ShouldHaveSingleItem().Behavior.Kind.ShouldBe(BehaviorKind.Phone);
        _cluster.Storage.Faults = null;

        (await PutAsync(BehaviorKind.Decline)).ShouldBe(ActResult.Done);

        (await _cluster.Rig.Simulator.ListBehaviorsAsync()).ShouldHaveSingleItem().Behavior.Kind.ShouldBe(BehaviorKind.Decline);
        (await _cluster.Rig.Simulator.FindBehaviorAsync(Ann)).ShouldNotBeNull().Kind.ShouldBe(BehaviorKind.Decline);
    }

    [Fact]
    public async Task PutWhileItIsDeleted_HasItsEntry()
    {
        (await PutAsync(BehaviorKind.Busy)).ShouldBe(ActResult.Done);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var removed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _cluster.Messages.Before = method =>
        {
            if (method != nameof(IIndexGrain.RemoveAsync))
                return Task.CompletedTask;

            _ = reached.TrySetResult();
            return removed.Task;
        };
        var deleting = DeleteAsync().AsTask();
        await reached.Task;

        // It has begun, whatever it waits for, once another message to the endpoint was taken.
        var putting = PutAsync(BehaviorKind.Phone).AsTask();
        await FaultyCluster.TickAsync(_cluster.Rig.Grains.GetEndpoint(Ann.RawId), "siloLost");
        removed.SetResult();

        (await deleting).ShouldBe(ActResult.Done);
        (await putting).ShouldBe(ActResult.Done);
        (await _cluster.Rig.Simulator.FindBehaviorAsync(Ann)).ShouldNotBeNull().Kind.ShouldBe(BehaviorKind.Phone);
        (await _cluster.Rig.Simulator.ListBehaviorsAsync()).ShouldHaveSingleItem().Behavior.Kind.ShouldBe(BehaviorKind.Phone);
    }

    private ValueTask<ActResult> PutAsync(BehaviorKind kind) => _cluster.Rig.Simulator.PutBehaviorAsync(Ann, new() { Kind = kind });

    private ValueTask<ActResult> DeleteAsync() => _cluster.Rig.Simulator.DeleteBehaviorAsync(Ann);
}
