using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Grains.Abstractions.Calls;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Tests.Rig;
using CallGrains.Shared;

namespace CallGrains.Grains.Tests.Faults;

/// <summary>A call that nobody uses leaves memory, and keeps its promises.</summary>
public sealed class CollectionTests : IAsyncLifetime
{
    private FaultyCluster _cluster = null!;
    private ConnectionAddress _leg;

    public async Task InitializeAsync()
    {
        _cluster = await FaultyCluster.StartAsync();
        _leg = await _cluster.ConnectAsync(FaultyCluster.Person("ann"), FaultyCluster.Person("bob"));
        await _cluster.ExpectOnceAsync(_leg, null, CallEventKind.CallConnected);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task ConnectedCall_Idle_LeavesMemoryAndAnswersAgain()
    {
        var reads = CountReads();
        await CollectAsync();
        reads().ShouldBe(0);

        (await _cluster.RosterAsync(_leg)).Length.ShouldBe(2);

        reads().ShouldBe(1);
    }

    [Fact]
    public async Task CallLeft_SomebodyRings_RingingEndsInTime()
    {
        var eve = FaultyCluster.Person("eve");
        _ = await _cluster.Rig.Simulator.PutBehaviorAsync(eve, new() { Kind = BehaviorKind.NoAnswer });
        var before = Said;
        var add = new AddParticipant(_leg.Leg, eve) { InvitationTimeout = TimeSpan.FromSeconds(8), Repeat = FaultyCluster.NewRepeat() };
        _ = await _cluster.InsistAsync<AcceptedReply>(_leg.Call, add);
        await Eventually.HoldsAsync(() => Said > before, "that it rings");
        (await _cluster.RosterAsync(_leg)).Length.ShouldBe(2);
        var reads = CountReads();
        await CollectAsync();
        reads().ShouldBe(0);

        await _cluster.ExpectOnceAsync(_leg, eve, CallEventKind.AddParticipantFailed);

        // What brought it back is its reminder, or the sweep that reads it; nobody asked.
        reads().ShouldBePositive();
    }

    private int Said => _cluster.Messages.Said(nameof(ICallGrain.SignalAsync), _cluster.Rig.Grains.GetCall(_leg.Call).GetGrainId());

    private Task CollectAsync() => _cluster.Rig.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

    private Func<int> CountReads()
    {
        var reads = 0;
        var id = _cluster.Rig.Grains.GetCall(_leg.Call).GetGrainId();
        _cluster.Storage.ReadFaults = (name, grain) =>
        {
            if (grain == id)
                _ = Interlocked.Increment(ref reads);
            return StorageFault.None;
        };
        return () => Volatile.Read(ref reads);
    }
}
