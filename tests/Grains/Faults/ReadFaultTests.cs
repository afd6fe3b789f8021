using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Grains.Abstractions.Calls;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Tests.Rig;
using Orleans.Core.Internal;

namespace CallGrains.Grains.Tests.Faults;

/// <summary>The store fails, or is slow, when it is read.</summary>
public sealed class ReadFaultTests : IAsyncLifetime
{
    private static readonly CommunicationIdentifier Ann = FaultyCluster.Person("ann");
    private static readonly CommunicationIdentifier Bob = FaultyCluster.Person("bob");

    private FaultyCluster _cluster = null!;
    private ConnectionAddress _leg;
    private int _reads;

    public async Task InitializeAsync()
    {
        _cluster = await FaultyCluster.StartAsync(TimeSpan.FromHours(1));
        _leg = await _cluster.ConnectAsync(Ann, Bob);
        await _cluster.ExpectOnceAsync(_leg, null, CallEventKind.CallConnected);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task NotLoaded_Read_IsAskedAgain()
    {
        await LeaveAsync();
        Faults(_leg.Call, static read => read == 1 ? StorageFault.Fails : StorageFault.None);

        (await _cluster.Rig.Engine.ExecuteAsync(_leg.Call, new GetParticipants(_leg.Leg))).ShouldBeOfType<RosterReply>();

        _reads.ShouldBe(2);
    }

    [Fact]
    public async Task NotLoaded_NotRepeatable_Is503AndChangesNothing()
    {
        await LeaveAsync();
        Faults(_leg.Call, static _ => StorageFault.Fails);

        var refusal = (await _cluster.Rig.Engine.ExecuteAsync(_leg.Call, new RemoveParticipant(_leg.Leg, Bob))).ShouldBeOfType<Refusal>();
        _cluster.Storage.ReadFaults = null;

        refusal.Status.ShouldBe(503);
        (await _cluster.RosterAsync(_leg)).ShouldBe([Ann, Bob], ignoreOrder: true);
    }

    [Fact]
    public async Task LoadedSlowly_Commands_WaitForIt()
    {
        await LeaveAsync();
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Faults(_leg.Call, _ => StorageFault.None with { Until = read.Task });

        var asking = _cluster.Rig.Engine.ExecuteAsync(_leg.Call, new GetParticipants(_leg.Leg)).AsTask();
        await Shared.Eventually.HoldsAsync(() => Volatile.Read(ref _reads) == 1, "a read");
        asking.IsCompleted.ShouldBeFalse();
        read.SetResult();

        (await asking).ShouldBeOfType<RosterReply>();
    }

    // That a call is unknown is said only when a read of its own says so.
    [Fact]
    public async Task AbsenceNotProven_NothingIsSaid_IsAskedAgain()
    {
        var unknown = _cluster.Rig.NewKey();
        var here = _cluster.Rig.Grains.GetCall(_leg.Call).GetGrainId();
        var saidAtFailure = -1;
        Faults(unknown, read =>
        {
            if (read == 3)
                saidAtFailure = _cluster.Messages.Said(nameof(ICallGrain.TellAsync), here);

            // Loaded, not proven; loaded again, and proven.
            return read == 2 ? StorageFault.Fails : StorageFault.None;
        });

        _ = await _cluster.MoveAsync(_leg, new(unknown, 1), Ann);

        await _cluster.ExpectOnceAsync(_leg, Ann, CallEventKind.MoveParticipantFailed);
        saidAtFailure.ShouldBe(0);
        _reads.ShouldBeGreaterThanOrEqualTo(4);
    }

    private void Faults(CallKey call, Func<int, StorageFault> faults)
    {
        var id = _cluster.Rig.Grains.GetCall(call).GetGrainId();
        _cluster.Storage.ReadFaults = (_, grain) => grain == id ? faults(Interlocked.Increment(ref _reads)) : StorageFault.None;
    }

    private async Task LeaveAsync() =>
        await _cluster.Rig.Grains.GetCall(_leg.Call).AsReference<IGrainManagementExtension>().DeactivateOnIdle();
}
