using CallGrains.Calls.Identifiers;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Simulator;
using CallGrains.Grains.Abstractions.Endpoints;
using Orleans.Core.Internal;

namespace CallGrains.Grains.Tests.Faults;

/// <summary>An endpoint that awaits nothing gives up its reminder, and no other activation loses it by that.</summary>
public sealed class ReminderTests : IAsyncLifetime
{
    private const string Stored = "endpoint";
    private static readonly TimeSpan LongAfterTheTest = TimeSpan.FromHours(1);

    private FaultyCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await FaultyCluster.StartAsync(LongAfterTheTest);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task EndpointRests_NothingToWrite_OtherActivationsAreFencedOffFirst()
    {
        var (endpoint, id) = await ProgrammedAsync("ann");
        var loaded = _cluster.Storage.VersionOf(Stored, id);
        await RemindAsync(id);

        await FaultyCluster.TickAsync(endpoint);

        (await _cluster.Reminders.ReadRows(id)).Reminders.ShouldBeEmpty();
        _cluster.Storage.VersionOf(Stored, id).ShouldNotBe(loaded);
    }

    [Fact]
    public async Task EndpointRests_AnotherActivationWrote_ReminderStays()
    {
        var (endpoint, id) = await ProgrammedAsync("ann");
        await RemindAsync(id);
        _cluster.Storage.Touch(Stored, id);

        await FaultyCluster.TickAsync(endpoint);

        _ = (await _cluster.Reminders.ReadRows(id)).Reminders.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task EndpointRests_NothingStoredButByAnother_ReminderStays()
    {
        var (_, stored) = await ProgrammedAsync("ann");
        var endpoint = Endpoint(FaultyCluster.Person("bob"));
        (await endpoint.FindBehaviorAsync()).ShouldBeNull();
        var id = endpoint.GetGrainId();
        await RemindAsync(id);
        _cluster.Storage.Copy(Stored, stored, id);

        await FaultyCluster.TickAsync(endpoint);

        _ = (await _cluster.Reminders.ReadRows(id)).Reminders.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task EndpointRests_NothingStored_ReminderGoes()
    {
        var endpoint = Endpoint(FaultyCluster.Person("bob"));
        var id = endpoint.GetGrainId();
        await RemindAsync(id);

        await FaultyCluster.TickAsync(endpoint);

        (await _cluster.Reminders.ReadRows(id)).Reminders.ShouldBeEmpty();
    }

    [Fact]
    public async Task EndpointRests_AnotherActivationSetsItsReminderMeanwhile_ReminderStays()
    {
        var (endpoint, id) = await ProgrammedAsync("ann");
        await RemindAsync(id);

        await _cluster.TickAmidAnotherAsync(endpoint, Stored, () => RemindAsync(id));

        _ = (await _cluster.Reminders.ReadRows(id)).Reminders.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task SiloLost_EndpointAwaitsNothing_ReminderStays()
    {
        var (endpoint, id) = await ProgrammedAsync("ann");
        await RemindAsync(id);

        await FaultyCluster.TickAsync(endpoint, "siloLost");

        _ = (await _cluster.Reminders.ReadRows(id)).Reminders.ShouldHaveSingleItem();
    }

    private async Task<(IEndpointGrain Endpoint, GrainId Id)> ProgrammedAsync(string name)
    {
        var person = FaultyCluster.Person(name);
        (await _cluster.Rig.Simulator.PutBehaviorAsync(person, new() { Kind = BehaviorKind.Phone })).ShouldBe(ActResult.Done);
        var endpoint = Endpoint(person);

        // The next activation has written nothing itself.
        await endpoint.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        _ = (await endpoint.FindBehaviorAsync()).ShouldNotBeNull();
        return (endpoint, endpoint.GetGrainId());
    }

    private IEndpointGrain Endpoint(CommunicationIdentifier person) => _cluster.Rig.Grains.GetGrain<IEndpointGrain>(EndpointKeys.Of(person.RawId));

    private Task<string?> RemindAsync(GrainId id) => _cluster.Reminders.UpsertRow(
        new() { GrainId = id, ReminderName = "wake", StartAt = DateTime.UnixEpoch, Period = LongAfterTheTest });
}
