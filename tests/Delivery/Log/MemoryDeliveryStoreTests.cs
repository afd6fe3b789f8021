using CallGrains.Calls.Events;
using CallGrains.Calls.Ids;

namespace CallGrains.Delivery.Log;

public sealed class MemoryDeliveryStoreTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 12, 8, 0, 0, TimeSpan.Zero);
    private static readonly Guid Leg1 = Guid.NewGuid();
    private static readonly Guid Leg2 = Guid.NewGuid();

    private readonly MemoryDeliveryStore _store = new();

    [Fact]
    public async Task List_SeveralPages_GivesEachRecordOnceNewestFirst()
    {
        var added = await AddAsync(10, i => Record(DeliveryState.Delivered, i % 2 == 0 ? Leg1 : Leg2));

        var seen = new List<Guid>();
        long? continuation = null;
        do
        {
            var page = await _store.ListAsync(new() { PageSize = 3, Continuation = continuation }, default);
            seen.AddRange(page.Records.Select(record => record.EventId));
            continuation = page.Next;
            await AddAsync(1, _ => Record(DeliveryState.Delivered, Leg1));
        }
        while (continuation is not null);

        seen.ShouldBe(added.Select(record => record.EventId).Reverse());
    }

    [Fact]
    public async Task List_ExactlyOnePage_HasNoNext()
    {
        await AddAsync(3, _ => Record(DeliveryState.Delivered, Leg1));

        (await _store.ListAsync(new() { PageSize = 3 }, default)).Next.ShouldBeNull();
    }

    [Fact]
    public async Task List_Filtered_GivesOnlyThoseAskedFor()
    {
        await AddAsync(12, i => Record((DeliveryState)(1 + (i % 3)), i % 2 == 0 ? Leg1 : Leg2));

        var page = await _store.ListAsync(new() { CallConnectionId = Leg1, State = DeliveryState.Dead }, default);

        page.Records.Count.ShouldBe(2);
        page.Records.ShouldAllBe(record => record.CallConnectionId == Leg1 && record.State == DeliveryState.Dead);
    }

    [Fact]
    public async Task Append_KnownEvent_KeepsItsPlaceAndItsLetter()
    {
        var dead = Record(DeliveryState.Dead, Leg1);
        await _store.AppendAsync([new(dead, new(dead.EventId, new byte[] { 1, 2 }, null))], default);
        await AddAsync(1, _ => Record(DeliveryState.Delivered, Leg1));

        await _store.AppendAsync([new(dead with { Tries = 5 })], default);

        (await _store.FindLetterAsync(dead.EventId, default)).ShouldNotBeNull();
        var page = await _store.ListAsync(new(), default);
        page.Records.Count.ShouldBe(2);
        page.Records[1].Tries.ShouldBe(5);

        await _store.AppendAsync([new(dead with { State = DeliveryState.Delivered }) { EndsLetter = true }], default);
        (await _store.FindLetterAsync(dead.EventId, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Reopen_All_TakesTheDeadOnesOnly()
    {
        await AddAsync(6, i => Record((DeliveryState)(1 + (i % 3)), Leg1));

        (await _store.ReopenAsync(null, Now.AddHours(1), default)).ShouldBe(2);

        (await _store.ListAsync(new() { State = DeliveryState.Dead }, default)).Records.ShouldBeEmpty();
        var pending = await _store.PendingAsync(0, 10, default);
        pending.Count.ShouldBe(4);
        pending.Select(one => one.Number).ShouldBeInOrder();
        pending.Count(one => one.Record.LastTime == Now.AddHours(1)).ShouldBe(2);
    }

    [Fact]
    public async Task Trim_ByTimeAndNumber_RemovesTheOldestOfTheStateOnly()
    {
        var old = await AddAsync(2, _ => Record(DeliveryState.Dead, Leg1) with { LastTime = Now.AddDays(-8) });
        var recent = await AddAsync(5, _ => Record(DeliveryState.Dead, Leg1));
        var delivered = await AddAsync(5, _ => Record(DeliveryState.Delivered, Leg1) with { LastTime = Now.AddDays(-8) });

        await _store.TrimAsync(DeliveryState.Dead, Now.AddDays(-7), keep: 3, default);

        var left = (await _store.ListAsync(new(), default)).Records.Select(record => record.EventId).ToList();
        left.ShouldBe(delivered.Concat(recent.Skip(2)).Select(record => record.EventId), ignoreOrder: true);
        (await _store.FindAsync(old[0].EventId, default)).ShouldBeNull();
    }

    private static DeliveryRecord Record(DeliveryState state, Guid leg) => new()
    {
        EventId = Guid.NewGuid(),
        Kind = CallEventKind.CallConnected,
        CallConnectionId = leg,
        Stream = new(new CallKey(1), 1, "https://app.example/"),
        State = state,
        Tries = 1,
        FirstTime = Now,
        LastTime = Now,
    };

    private async Task<IReadOnlyList<DeliveryRecord>> AddAsync(int count, Func<int, DeliveryRecord> make)
    {
        DeliveryRecord[] records = [.. Enumerable.Range(0, count).Select(make)];
        await _store.AppendAsync([.. records.Select(record => new DeliveryEntry(record))], default);
        return records;
    }
}
