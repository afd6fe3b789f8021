using CallGrains.Calls.Events;
using CallGrains.Calls.Ids;
using CallGrains.Delivery.Log;
using CallGrains.Grains.Abstractions.Events;
using CallGrains.Grains.Events;
using Orleans.Core.Internal;

namespace CallGrains.Grains.Tests.Faults;

/// <summary>A dead letter that is not being sent gives up its reminder, and no other activation loses it by that.</summary>
public sealed class LetterReminderTests : IAsyncLifetime
{
    private const string Stored = "deadLetter";
    private static readonly TimeSpan LongAfterTheTest = TimeSpan.FromHours(1);

    private FaultyCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await FaultyCluster.StartAsync(LongAfterTheTest);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task LetterRests_NothingToWrite_OtherActivationsAreFencedOffFirst()
    {
        var (letter, id) = await KeptAsync();
        var loaded = _cluster.Storage.VersionOf(Stored, id);
        await RemindAsync(id);

        await FaultyCluster.TickAsync(letter);

        (await _cluster.Reminders.ReadRows(id)).Reminders.ShouldBeEmpty();
        _cluster.Storage.VersionOf(Stored, id).ShouldNotBe(loaded);
    }

    [Fact]
    public async Task LetterRests_AnotherActivationWrote_ReminderStays()
    {
        var (letter, id) = await KeptAsync();
        await RemindAsync(id);
        _cluster.Storage.Touch(Stored, id);

        await FaultyCluster.TickAsync(letter);

        _ = (await _cluster.Reminders.ReadRows(id)).Reminders.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task LetterRests_NothingStoredButByAnother_ReminderStays()
    {
        var (_, stored) = await KeptAsync();
        var letter = NewLetter();
        (await letter.FindAsync()).ShouldBeNull();
        var id = letter.GetGrainId();
        await RemindAsync(id);
        _cluster.Storage.Copy(Stored, stored, id);

        await FaultyCluster.TickAsync(letter);

        _ = (await _cluster.Reminders.ReadRows(id)).Reminders.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task LetterRests_NothingStored_ReminderGoes()
    {
        var letter = NewLetter();
        var id = letter.GetGrainId();
        await RemindAsync(id);

        await FaultyCluster.TickAsync(letter);

        (await _cluster.Reminders.ReadRows(id)).Reminders.ShouldBeEmpty();
    }

    [Fact]
    public async Task SiloLost_LetterRests_ReminderStays()
    {
        var (letter, id) = await KeptAsync();
        await RemindAsync(id);

        await FaultyCluster.TickAsync(letter, "siloLost");

        _ = (await _cluster.Reminders.ReadRows(id)).Reminders.ShouldHaveSingleItem();
    }

    private async Task<(IDeadLetterGrain Letter, GrainId Id)> KeptAsync()
    {
        var letter = NewLetter();
        var eventId = letter.GetPrimaryKey();
        var now = TimeProvider.System.GetUtcNow();
        var record = new DeliveryRecord
        {
            EventId = eventId,
            Kind = CallEventKind.CallConnected,
            CallConnectionId = Guid.NewGuid(),
            Stream = new(new CallKey(1), 1, "https://app.example/callbacks"),
            State = DeliveryState.Dead,
            Tries = 1,
            FirstTime = now,
            LastTime = now,
        };
        await letter.RecordAsync(DeliveryCodec.Encode(record), DeliveryCodec.Encode(new DeadLetter(eventId, new byte[] { 1 }, null)));

        // The next activation has written nothing itself.
        await letter.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        _ = (await letter.FindAsync()).ShouldNotBeNull();
        return (letter, letter.GetGrainId());
    }

    private IDeadLetterGrain NewLetter() => _cluster.Rig.Grains.GetGrain<IDeadLetterGrain>(Guid.NewGuid());

    private Task<string?> RemindAsync(GrainId id) => _cluster.Reminders.UpsertRow(
        new() { GrainId = id, ReminderName = "wake", StartAt = DateTime.UnixEpoch, Period = LongAfterTheTest });
}
