using CallGrains.Calls.Events;
using CallGrains.Calls.Ids;
using CallGrains.Delivery.Log;
using CallGrains.Embedded.Store;
using CallGrains.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Embedded.Tests.Store;

/// <summary>The same of both stores: what holds of the one in memory is what delivery was tested with.</summary>
public sealed class DeliveryTableTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 12, 8, 0, 0, TimeSpan.Zero);
    private static readonly Guid LegA = Guid.NewGuid();
    private static readonly Guid LegB = Guid.NewGuid();
    private readonly Database _database = Database.OpenMemory(NullLogger.Instance);

    public void Dispose() => _database.Dispose();

    public static TheoryData<bool> Stores { get; } = [true, false];

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task AppendAsync_FullRecord_IsRead(bool sqlite)
    {
        var store = Store(sqlite);
        var record = Record(1, DeliveryState.Dead) with
        {
            Tries = 3,
            StatusCode = 404,
            Latency = TimeSpan.FromMilliseconds(12.5),
            LastError = "Not found.",
            NextTry = Start.AddHours(1),
        };
        await store.AppendAsync([new(record, new(record.EventId, new byte[] { 1, 2 }, "trace"))], default);

        (await store.FindAsync(record.EventId, default)).ShouldBe(record);
        var letter = (await store.FindLetterAsync(record.EventId, default))!;
        (letter.EventId, letter.TraceParent).ShouldBe((record.EventId, "trace"));
        letter.Body.ToArray().ShouldBe([1, 2]);
        (await store.FindAsync(Guid.NewGuid(), default)).ShouldBeNull();
        (await store.FindLetterAsync(Guid.NewGuid(), default)).ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task AppendAsync_LetterDelivered_DropsIt(bool sqlite)
    {
        var store = Store(sqlite);
        var record = Record(1, DeliveryState.Dead);
        await store.AppendAsync([new(record, new(record.EventId, new byte[] { 1 }, null))], default);
        await store.AppendAsync([new(record with { State = DeliveryState.Pending })], default);
        (await store.FindLetterAsync(record.EventId, default)).ShouldNotBeNull();

        await store.AppendAsync([new(record with { State = DeliveryState.Delivered, Tries = 1 }) { EndsLetter = true }], default);

        (await store.FindLetterAsync(record.EventId, default)).ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task ListAsync_FilteredPages_GiveEachOnceNewestFirst(bool sqlite)
    {
        var store = Store(sqlite);
        await store.AppendAsync([.. Enumerable.Range(1, 30).Select(i => new DeliveryEntry(Record(i, (DeliveryState)(1 + (i % 3)), i % 2 == 0 ? LegA : LegB)))], default);

        foreach (var state in new DeliveryState?[] { null, DeliveryState.Pending, DeliveryState.Delivered, DeliveryState.Dead })
        {
            foreach (var leg in new Guid?[] { null, LegA })
            {
                var seen = new List<int>();
                long? next = null;
                do
                {
                    var page = await store.ListAsync(new() { State = state, CallConnectionId = leg, PageSize = 2, Continuation = next }, default);
                    seen.AddRange(page.Records.Select(record => record.Tries));
                    next = page.Next;
                }
                while (next is not null);

                var expected = Enumerable.Range(1, 30)
                    .Where(i => (state is null || (DeliveryState)(1 + (i % 3)) == state) && (leg is null || i % 2 == 0))
                    .Reverse();
                seen.ShouldBe(expected, $"{state} {leg}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task ReopenAsync_OneThenAll_MakesThemPendingWithTheirLetters(bool sqlite)
    {
        var store = Store(sqlite);
        var (one, two, done) = (Record(1, DeliveryState.Dead), Record(2, DeliveryState.Dead), Record(3, DeliveryState.Delivered));
        var trying = Record(4, DeliveryState.Pending);
        await store.AppendAsync([new(one, Letter(one)), new(two, Letter(two)), new(done), new(trying)], default);

        (await store.ReopenAsync(done.EventId, Start.AddDays(1), default)).ShouldBe(0);
        (await store.ReopenAsync(one.EventId, Start.AddDays(1), default)).ShouldBe(1);
        (await store.ReopenAsync(null, Start.AddDays(2), default)).ShouldBe(1);

        var pending = await store.PendingAsync(0, 10, default);
        pending.Select(each => (each.Record.EventId, each.HasLetter)).ShouldBe([(one.EventId, true), (two.EventId, true), (trying.EventId, false)]);
        pending[1].Record.LastTime.ShouldBe(Start.AddDays(2));
        (await store.PendingAsync(pending[0].Number, 1, default)).ShouldHaveSingleItem().Record.EventId.ShouldBe(two.EventId);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task TrimAsync_OldOrTooMany_RemovesThemAndTheirLetters(bool sqlite)
    {
        var store = Store(sqlite);
        var records = Enumerable.Range(1, 10).Select(i => Record(i, DeliveryState.Dead) with { LastTime = Start.AddDays(i) }).ToList();
        await store.AppendAsync([.. records.Select(record => new DeliveryEntry(record, Letter(record)))], default);
        await store.AppendAsync([new(Record(11, DeliveryState.Delivered) with { LastTime = Start })], default);

        await store.TrimAsync(DeliveryState.Dead, Start.AddDays(4), 5, default);

        (await store.ListAsync(new() { State = DeliveryState.Dead }, default)).Records.Select(record => record.Tries).ShouldBe([10, 9, 8, 7, 6]);
        (await store.FindLetterAsync(records[4].EventId, default)).ShouldBeNull();
        (await store.FindLetterAsync(records[5].EventId, default)).ShouldNotBeNull();
        (await store.ListAsync(new() { State = DeliveryState.Delivered }, default)).Records.Count.ShouldBe(1);
        await store.TrimAsync(DeliveryState.Dead, Start, int.MaxValue, default);
        (await store.ListAsync(new() { State = DeliveryState.Dead }, default)).Records.Count.ShouldBe(5);
    }

    [Fact]
    public async Task TrimAsync_Many_RemovesThemInPiecesThatLetOthersWrite()
    {
        var store = new DeliveryTable(_database);
        await store.AppendAsync([.. Enumerable.Range(1, 600).Select(i => new DeliveryEntry(Record(i, DeliveryState.Delivered)))], default);
        var before = _database.Commits;

        await store.TrimAsync(DeliveryState.Delivered, Start, 10, default);

        (await store.ListAsync(new() { PageSize = 100 }, default)).Records.Select(record => record.Tries).ShouldBe(Enumerable.Range(591, 10).Reverse());
        (_database.Commits - before).ShouldBe(3);
    }

    private IDeliveryStore Store(bool sqlite) => sqlite ? new DeliveryTable(_database) : new MemoryDeliveryStore();

    private static DeadLetter Letter(DeliveryRecord record) => new(record.EventId, new byte[] { 1 }, null);

    private static DeliveryRecord Record(int number, DeliveryState state, Guid? leg = null) => new()
    {
        EventId = Guid.NewGuid(),
        Kind = CallEventKind.CallConnected,
        CallConnectionId = leg ?? LegA,
        Stream = new(new CallKey((UInt128)number), 2, "https://app.example/callbacks?key=1"),
        State = state,
        Tries = number,
        FirstTime = Start,
        LastTime = Start,
    };
}
