using CallGrains.Calls.Ids;
using CallGrains.Delivery.EventGrid;
using CallGrains.Delivery.Signing;
using CallGrains.Embedded.Store;
using CallGrains.Embedded.Tests.Rig;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Embedded.Tests.Store;

public sealed class SmallTablesTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 12, 8, 0, 0, TimeSpan.Zero);
    private readonly Database _database = Database.OpenMemory(NullLogger.Instance);

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Attachments_SavedChangedDeleted_AreFoundByEveryIndex()
    {
        var table = new AttachmentTable(_database);
        var rows = new[]
        {
            Row("8:acs:ann", AttachmentStatus.Attached, Start.AddSeconds(1), null),
            Row("8:acs:ann", AttachmentStatus.Ringing, Start.AddSeconds(3), Start.AddSeconds(20)),
            Row("8:acs:ann", AttachmentStatus.Ringing, Start.AddSeconds(2), Start.AddSeconds(10)),
            Row("8:acs:bob", AttachmentStatus.Leaving, Start, Start.AddSeconds(5)),
        };
        await table.SaveAsync([.. rows.Select(row => new AttachmentChange(row.Participation, row))], default);

        ShouldBe([table.Load(rows[3].Participation)!], rows[3]);
        table.Load(Guid.NewGuid()).ShouldBeNull();
        ShouldBe(table.List(Calls.Identifiers.CommunicationIdentifier.Parse("8:acs:ann"), 10), rows[2], rows[1], rows[0]);
        ShouldBe(table.List(null, 10), rows[2], rows[1], rows[0], rows[3]);
        ShouldBe(table.List(null, 3), rows[2], rows[1], rows[0]);
        ShouldBe(table.ListDue(Start.AddSeconds(10), 10), rows[3], rows[2]);
        ShouldBe(table.ListDue(Start.AddSeconds(10), 1), rows[3]);
        table.NextDue().ShouldBe(Start.AddSeconds(5));

        var changed = rows[2] with { Status = AttachmentStatus.Attached, Due = null, Bytes = new byte[] { 9 } };
        await table.SaveAsync([new(rows[3].Participation, null), new(changed.Participation, changed)], default);

        ShouldBe(table.ListDue(Start.AddDays(1), 10), rows[1]);
        ShouldBe([table.Load(changed.Participation)!], changed);
        table.Load(rows[3].Participation).ShouldBeNull();

        var moved = changed with { Bytes = new byte[] { 10, 11 } };
        await table.SaveAsync([new(moved.Participation, moved)], default);

        ShouldBe([table.Load(moved.Participation)!], moved);
        ShouldBe(table.List(null, 10), rows[1], rows[0], moved);
    }

    [Fact]
    public async Task Behaviors_SavedReplacedDeleted_AreLoaded()
    {
        var table = new BehaviorTable(_database);
        await table.SaveBehaviorAsync("8:acs:ann", new() { Kind = BehaviorKind.Busy }, default);
        await table.SaveBehaviorAsync("8:acs:ann", new() { Kind = BehaviorKind.NoAnswer, AfterMs = 5, HangUpAfterMs = 7 }, default);
        await table.SaveBehaviorAsync("8:acs:bob", EndpointBehavior.AnswerAtOnce, default);
        await table.SaveBehaviorAsync("8:acs:bob", null, default);

        var loaded = (await table.LoadBehaviorsAsync(default)).ShouldHaveSingleItem();
        loaded.ShouldBe(new("8:acs:ann", new() { Kind = BehaviorKind.NoAnswer, AfterMs = 5, HangUpAfterMs = 7 }));
    }

    [Fact]
    public async Task Groups_SavedTwice_NameTheLatestCall()
    {
        var table = new GroupTable(_database);
        var room = new GroupLocator(GroupLocatorKind.Room, "one");
        await table.SaveAsync(room, new(1), default);
        await table.SaveAsync(room, new(2), default);

        table.Find(room).ShouldBe(new CallKey(2));
        table.Find(room with { Kind = GroupLocatorKind.GroupCall }).ShouldBeNull();
    }

    [Fact]
    public async Task Groups_EarlierCallsThatAreKept_AreListedLatestFirst()
    {
        var table = new GroupTable(_database);
        var room = new GroupLocator(GroupLocatorKind.Room, "one");
        foreach (var call in new[] { 1, 2, 3, 4 })
        {
            await table.SaveAsync(room, new((UInt128)call), default);
            if (call != 3)
                await WriteAsync(new((UInt128)call), [1]);
        }

        table.ListEarlier(room, 9).ShouldBe([new CallKey(2), new CallKey(1)]);
        table.ListEarlier(room, 1).ShouldBe([new CallKey(2)]);
        table.ListEarlier(room with { Id = "two" }, 9).ShouldBeEmpty();
    }

    [Fact]
    public async Task Groups_CallIsForgotten_GoWithIt()
    {
        var table = new GroupTable(_database);
        var room = new GroupLocator(GroupLocatorKind.Room, "one");
        foreach (var call in new[] { 1, 2 })
        {
            await table.SaveAsync(room, new((UInt128)call), default);
            await WriteAsync(new((UInt128)call), [1]);
        }

        await WriteAsync(new(2), []);
        table.Find(room).ShouldBe(new CallKey(1));
        await WriteAsync(new(1), []);
        table.Find(room).ShouldBeNull();
        Groups().ShouldBe(0);
    }

    [Fact]
    public async Task Groups_TakenBack_NameTheCallBefore()
    {
        var table = new GroupTable(_database);
        var room = new GroupLocator(GroupLocatorKind.Room, "one");
        await table.SaveAsync(room, new(1), default);
        await WriteAsync(new(1), [1]);
        await table.SaveAsync(room, new(2), default);

        await table.RemoveAsync(room, new(2), default);

        table.Find(room).ShouldBe(new CallKey(1));
    }

    [Fact]
    public async Task SigningKeys_AddedOnlyAfterTheNewestKnown_AreLoadedInOrder()
    {
        var table = new SigningKeyTable(_database);
        var (one, two) = (new StoredSigningKey("one", Start, new byte[] { 1 }), new StoredSigningKey("two", Start.AddDays(1), new byte[] { 2 }));
        (await table.TryAddAsync(one, "other", default)).ShouldBeFalse();
        (await table.TryAddAsync(one, null, default)).ShouldBeTrue();
        (await table.TryAddAsync(two, null, default)).ShouldBeFalse();
        (await table.TryAddAsync(two, "one", default)).ShouldBeTrue();

        var keys = await table.LoadAsync(default);
        keys.Select(key => (key.KeyId, key.ActiveFrom)).ShouldBe([("one", Start), ("two", Start.AddDays(1))]);
        keys[1].Pkcs8.ToArray().ShouldBe([2]);
        await table.RemoveAsync("one", default);
        (await table.LoadAsync(default)).ShouldHaveSingleItem().KeyId.ShouldBe("two");
    }

    [Fact]
    public async Task Subscriptions_EveryField_IsLoaded()
    {
        var table = new SubscriptionTable(_database);
        var wanted = new EventSubscription("desk", "https://app.example/events", EventSchema.CloudEvents, "4:+1")
        {
            IncludedEventTypes = [EventTypes.IncomingCall, EventTypes.CallEnded],
            ValidationCode = "code",
            ValidUntil = Start,
        };
        await table.SaveAsync(wanted with { IsValidated = true }, 0, default);
        await table.SaveAsync(wanted, 0, default);
        await table.SaveAsync(wanted with { Name = "gone" }, 0, default);
        await table.RemoveAsync("gone", 0, default);

        var loaded = (await table.LoadAsync(default)).All.ShouldHaveSingleItem();
        loaded.IncludedEventTypes.ShouldBe(wanted.IncludedEventTypes);
        (loaded with { IncludedEventTypes = wanted.IncludedEventTypes }).ShouldBe(wanted);
    }

    [Fact]
    public async Task Subscriptions_OthersWaitForItsPlace_AreLoadedWithIt()
    {
        var table = new SubscriptionTable(_database);
        var inForce = new EventSubscription("desk", "https://app.example/events", EventSchema.CloudEvents, "4:+1") { IsValidated = true };
        var waiting = new EventSubscription("desk", "https://app.example/other", EventSchema.EventGrid, "")
        {
            IncludedEventTypes = [EventTypes.CallEnded],
            ValidationCode = "code",
            ValidUntil = Start,
        };
        await table.SaveAsync(inForce with { Waiting = [waiting, waiting with { ValidationCode = "next" }] }, 0, default);

        var loaded = (await table.LoadAsync(default)).All.ShouldHaveSingleItem();
        (loaded with { IncludedEventTypes = inForce.IncludedEventTypes, Waiting = null }).ShouldBe(inForce);
        loaded.Waiting.ShouldNotBeNull().Select(one => one with { IncludedEventTypes = waiting.IncludedEventTypes })
            .ShouldBe([waiting, waiting with { ValidationCode = "next" }]);
        loaded.Waiting[0].IncludedEventTypes.ShouldBe(waiting.IncludedEventTypes);
    }

    [Fact]
    public async Task Meta_Secret_IsMadeOnce()
    {
        var table = new MetaTable(_database);
        var secret = await table.SecretAsync(default);

        secret.Length.ShouldBeGreaterThanOrEqualTo(CallIds.MinSecretSize);
        (await new MetaTable(_database).SecretAsync(default)).ShouldBe(secret);
        table.FindClock().ShouldBeNull();
        await table.SaveClockAsync(Start, default);
        table.FindClock().ShouldBe(Start);
    }

    private static AttachmentRow Row(string rawId, AttachmentStatus status, DateTimeOffset since, DateTimeOffset? due) =>
        new(Guid.NewGuid(), rawId, status, since, due, new byte[] { 1, 2 });

    private static void ShouldBe(IReadOnlyList<AttachmentRow> rows, params AttachmentRow[] expected)
    {
        rows.Select(row => row with { Bytes = default }).ShouldBe(expected.Select(row => row with { Bytes = default }));
        rows.Select(row => Convert.ToHexString(row.Bytes.Span)).ShouldBe(expected.Select(row => Convert.ToHexString(row.Bytes.Span)));
    }

    private long Groups() => _database.Read(0, static (session, _) => session.Prepare("SELECT COUNT(*) FROM group_calls").First(static row => row.GetInt64(0)));

    private async Task WriteAsync(CallKey call, byte[] state)
    {
        var outcome = new WriteOutcome();
        new CallTable(_database).Write([new(call, state, null, Owes: false)], [], outcome);
        (await outcome.Task).ShouldBeNull();
    }
}
