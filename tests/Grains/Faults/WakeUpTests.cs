using CallGrains.Calls.Codec;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Tests.Rig;
using Orleans.Core.Internal;

namespace CallGrains.Grains.Tests.Faults;

/// <summary>The reminder of a call ticks soon while the call owes something, whichever activation that came to owe it.</summary>
public sealed class WakeUpTests : IAsyncLifetime
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private FaultyCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await FaultyCluster.StartAsync(Period);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task ReminderRests_CallOwesOnAnotherActivation_ReminderTicksSoon()
    {
        var (eve, dan) = (FaultyCluster.Person("eve"), FaultyCluster.Person("dan"));
        _ = await _cluster.Rig.Simulator.PutBehaviorAsync(eve, new() { Kind = BehaviorKind.NoAnswer });
        var leg = await _cluster.ConnectAsync(FaultyCluster.Person("ann"), FaultyCluster.Person("bob"));
        _ = await AddAsync(leg, eve);
        var call = _cluster.Rig.Grains.GetCall(leg.Call);

        // It goes to rest with the first tick that finds it idle, until eve has rung long enough.
        while (await IsSoonAsync(leg))
            await FaultyCluster.TickAsync(call);
        await call.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        _ = await AddAsync(leg, dan);

        (await IsSoonAsync(leg)).ShouldBeTrue();
        await _cluster.ExpectOnceAsync(leg, dan, CallEventKind.AddParticipantSucceeded);
    }

    [Fact]
    public async Task SiloLost_IdleCall_DoesNotMoveItsReminder()
    {
        var leg = await _cluster.ConnectAsync(FaultyCluster.Person("ann"), FaultyCluster.Person("bob"));
        await _cluster.ExpectOnceAsync(leg, null, CallEventKind.CallConnected);

        for (var i = 0; i < 10; i++)
            await FaultyCluster.TickAsync(_cluster.Rig.Grains.GetCall(leg.Call), "siloLost");

        (await IsSoonAsync(leg)).ShouldBeTrue();
    }

    [Fact]
    public async Task TickedWhileItsReminderIsRemoved_CallOwesThen_ReminderIsSetAgain()
    {
        var eve = FaultyCluster.Person("eve");
        _ = await _cluster.Rig.Simulator.PutBehaviorAsync(eve, new() { Kind = BehaviorKind.NoAnswer });
        var leg = await _cluster.ConnectAsync(FaultyCluster.Person("ann"), FaultyCluster.Person("bob"));
        await _cluster.ExpectOnceAsync(leg, null, CallEventKind.CallConnected);
        var call = _cluster.Rig.Grains.GetCall(leg.Call);
        var (reached, removed) = HoldRemovalBack(call.GetGrainId());
        var first = Task.CompletedTask;
        while (!reached.IsCompleted)
            _ = await Task.WhenAny(first = FaultyCluster.TickAsync(call), reached);

        var second = FaultyCluster.TickAsync(call);
        _ = await call.IsGoingOnAsync();
        var add = AddAsync(leg, eve);
        _ = await call.IsGoingOnAsync();
        removed.SetResult();
        _ = await add;
        await Task.WhenAll(first, second);

        (await IsSoonAsync(leg)).ShouldBeTrue();
    }

    [Fact]
    public async Task TickedWhileItsReminderIsRemoved_EndpointRingsThen_ReminderIsSetAgain()
    {
        var ann = FaultyCluster.Person("ann");
        _ = await _cluster.Rig.Simulator.PutBehaviorAsync(ann, new() { Kind = BehaviorKind.NoAnswer });
        var endpoint = _cluster.Rig.Grains.GetEndpoint(ann.RawId);
        var id = endpoint.GetGrainId();
        _ = await _cluster.Reminders.UpsertRow(new() { GrainId = id, ReminderName = "wake", StartAt = DateTime.UnixEpoch, Period = Period });
        var (reached, removed) = HoldRemovalBack(id);
        var first = FaultyCluster.TickAsync(endpoint);
        await reached;

        // Whatever the second tick stores takes its time.
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _cluster.Storage.FaultyName = "endpoint";
        _cluster.Storage.Faults = _ => StorageFault.None with { Until = stored.Task };
        var second = FaultyCluster.TickAsync(endpoint);
        await endpoint.NoticeAsync(new(WireCodec.Encode(FaultyCluster.Ringing(ann, _cluster.Rig.NewKey()))));
        await FaultyCluster.TickAsync(endpoint, "siloLost");
        stored.SetResult();
        removed.SetResult();
        await Task.WhenAll(first, second);

        _ = (await endpoint.ListAttachmentsAsync()).ShouldHaveSingleItem();
        _ = (await _cluster.Reminders.ReadRow(id, "wake")).ShouldNotBeNull();
    }

    private (Task Reached, TaskCompletionSource Removed) HoldRemovalBack(GrainId id)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var removed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _cluster.Reminders.BeforeRemove = grain =>
        {
            if (grain != id)
                return Task.CompletedTask;

            _ = reached.TrySetResult();
            return removed.Task;
        };
        return (reached.Task, removed);
    }

    private Task<AcceptedReply> AddAsync(ConnectionAddress leg, CommunicationIdentifier who) =>
        _cluster.InsistAsync<AcceptedReply>(leg.Call, new AddParticipant(leg.Leg, who) { Repeat = FaultyCluster.NewRepeat() });

    private async Task<bool> IsSoonAsync(ConnectionAddress leg)
    {
        var row = await _cluster.Reminders.ReadRow(_cluster.Rig.Grains.GetCall(leg.Call).GetGrainId(), "wake");
        return row.ShouldNotBeNull().StartAt - TimeProvider.System.GetUtcNow().UtcDateTime < 2 * Period;
    }
}
