using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Grains.Hosting;
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
            await TickAsync(call, "wake");
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
            await TickAsync(_cluster.Rig.Grains.GetCall(leg.Call), "siloLost");

        (await IsSoonAsync(leg)).ShouldBeTrue();
    }

    private Task<AcceptedReply> AddAsync(ConnectionAddress leg, CommunicationIdentifier who) =>
        _cluster.InsistAsync<AcceptedReply>(leg.Call, new AddParticipant(leg.Leg, who) { Repeat = FaultyCluster.NewRepeat() });

    private static Task TickAsync(IAddressable grain, string name) =>
        grain.AsReference<IRemindable>().ReceiveReminder(name, new TickStatus(DateTime.UnixEpoch, Period, DateTime.UnixEpoch));

    private async Task<bool> IsSoonAsync(ConnectionAddress leg)
    {
        var row = await _cluster.Reminders.ReadRow(_cluster.Rig.Grains.GetCall(leg.Call).GetGrainId(), "wake");
        return row.ShouldNotBeNull().StartAt - TimeProvider.System.GetUtcNow().UtcDateTime < 2 * Period;
    }
}
