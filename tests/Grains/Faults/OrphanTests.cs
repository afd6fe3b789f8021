using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Grains.Hosting;
using CallGrains.Shared;
using Orleans.Core.Internal;

namespace CallGrains.Grains.Tests.Faults;

/// <summary>What a dead silo owed is done although nobody asks for it and no reminder ticks in time.</summary>
public sealed class OrphanTests : IAsyncLifetime
{
    private const int Count = 12;
    private static readonly TimeSpan LongAfterTheTest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private FaultyCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await FaultyCluster.StartAsync(LongAfterTheTest);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task SiloKilled_LongBeforeAnyReminder_EventsItOwedAreDelivered()
    {
        _cluster.IsHeld = true;
        var legs = await Task.WhenAll(Enumerable.Range(0, Count).Select(i => _cluster.ConnectAsync(One(i), Other(i))));

        await _cluster.Rig.KillAsync(1);
        _cluster.IsHeld = false;

        foreach (var leg in legs)
            await _cluster.ExpectOnceAsync(leg, null, CallEventKind.CallConnected);
        _cluster.Callbacks.CheckStreams();
    }

    [Fact]
    public async Task SilosKilled_OneAfterTheOther_EventsTheyOwedAreDelivered()
    {
        _cluster.IsHeld = true;
        var legs = await Task.WhenAll(Enumerable.Range(0, Count).Select(i => _cluster.ConnectAsync(One(i), Other(i))));

        await _cluster.Rig.KillAsync(2);
        await _cluster.Rig.AddAsync();
        await _cluster.Rig.KillAsync(1);
        _cluster.IsHeld = false;

        foreach (var leg in legs)
            await _cluster.ExpectOnceAsync(leg, null, CallEventKind.CallConnected);
        _cluster.Callbacks.CheckStreams();
    }

    [Fact]
    public async Task ReminderGoes_NothingToWrite_OtherActivationsAreFencedOffFirst()
    {
        var leg = await _cluster.ConnectAsync(One(0), Other(0));
        await _cluster.ExpectOnceAsync(leg, null, CallEventKind.CallConnected);
        var call = _cluster.Rig.Grains.GetCall(leg.Call);
        var id = call.GetGrainId();
        await call.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        await FaultyCluster.TickAsync(call);
        var loaded = _cluster.Storage.VersionOf("call", id);

        // The first activation wrote what it had to; this one has nothing left to write.
        await RemindAsync(id);
        await call.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        await FaultyCluster.TickAsync(call);

        (await _cluster.Reminders.ReadRows(id)).Reminders.ShouldBeEmpty();
        _cluster.Storage.VersionOf("call", id).ShouldNotBe(loaded);
    }

    [Fact]
    public async Task ReminderGoes_AnotherActivationSetsItMeanwhile_Stays()
    {
        var leg = await _cluster.ConnectAsync(One(0), Other(0));
        await _cluster.ExpectOnceAsync(leg, null, CallEventKind.CallConnected);
        var call = _cluster.Rig.Grains.GetCall(leg.Call);
        var id = call.GetGrainId();
        await call.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        await FaultyCluster.TickAsync(call);
        await RemindAsync(id);
        await call.AsReference<IGrainManagementExtension>().DeactivateOnIdle();

        await _cluster.TickAmidAnotherAsync(call, "call", () => RemindAsync(id));

        _ = (await _cluster.Reminders.ReadRows(id)).Reminders.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task ReminderNotSet_CommandGivenAgain_SiloKilled_EventsItOwedAreDelivered()
    {
        // The owner of the call is the silo that dies, whichever that is: what it owes is found by its reminder, or by nobody.
        _cluster.IsHeld = true;
        for (var i = 0; i < Count; i++)
        {
            // Both by its keeper and without it.
            _cluster.Reminders.FailNext(2);
            var leg = await _cluster.ConnectAsync(One(i), Other(i));
            (await ReminderOfAsync(leg)).ShouldNotBeNull();
        }

        await _cluster.Rig.KillAsync(1);
        _cluster.IsHeld = false;

        await Eventually.HoldsAsync(
            () => _cluster.Callbacks.All.Count(static one => one.Kind == CallEventKind.CallConnected) == Count, "every call is told of", Limit);
    }

    [Fact]
    public async Task ReminderNotKept_IsWrittenAllTheSame_CommandIsNotRefused()
    {
        _cluster.Reminders.FailNext(1);
        var command = new CreateCall([One(0), Other(0)], "https://app.example/callbacks");

        var reply = (await _cluster.Rig.Engine.ExecuteAsync(_cluster.Rig.NewKey(), command)).ShouldBeOfType<ConnectionReply>();

        _cluster.Rig.Engine.Ids.TryReadConnection(reply.ConnectionId.ToString("D"), out var leg).ShouldBeTrue();
        (await ReminderOfAsync(leg)).ShouldNotBeNull().Period.ShouldBe(LongAfterTheTest);
    }

    private Task<string?> RemindAsync(GrainId id) => _cluster.Reminders.UpsertRow(
        new() { GrainId = id, ReminderName = "wake", StartAt = DateTime.UnixEpoch, Period = LongAfterTheTest });

    private Task<ReminderEntry?> ReminderOfAsync(ConnectionAddress leg) =>
        _cluster.Reminders.ReadRow(_cluster.Rig.Grains.GetCall(leg.Call).GetGrainId(), "wake");

    private static CommunicationIdentifier One(int i) => FaultyCluster.Person($"a{i}");

    private static CommunicationIdentifier Other(int i) => FaultyCluster.Person($"b{i}");
}
