using CallGrains.Delivery.Log;
using CallGrains.Grains.Events;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Tests.Rig;
using NSubstitute;

namespace CallGrains.Grains.Tests.Events;

/// <summary>How the log of a cluster is read and worked off: through an index, with a grain for each letter.</summary>
public sealed class ClusterDeliveryLogTests : ClusterDeliveryLogBench
{
    private static readonly DeliveryQuery Dead = new() { State = DeliveryState.Dead };

    [Fact]
    public async Task List_NewestAreBeingSent_GivesTheDeadBehindThemAndAllOfThem()
    {
        Add(300);
        foreach (var letter in Letters[^101..])
            States[letter.EventId] = DeliveryState.Pending;

        var pages = await PagesAsync(Dead);

        pages.Select(page => page.Count).ShouldBe([100, 99]);
        pages.SelectMany(page => page).ShouldBe(Letters[..^101].Select(letter => letter.EventId).Reverse());
    }

    [Fact]
    public async Task List_LettersLeaveAfterTheIndexWasRead_GoesOnBehindThem()
    {
        Add(210);
        foreach (var letter in Letters[^3..])
            States[letter.EventId] = null;

        var pages = await PagesAsync(new());

        pages.SelectMany(page => page).ShouldBe(Letters[..^3].Select(letter => letter.EventId).Reverse());
    }

    [Fact]
    public async Task List_NewLettersBetweenPages_EachOldOneIsGivenOnce()
    {
        Add(150);
        var old = Letters.Select(letter => letter.EventId).Reverse().ToArray();

        var first = await Log.ListAsync(Dead, default);
        Add(20);
        var second = await Log.ListAsync(Dead with { Continuation = first.Next }, default);

        first.Records.Concat(second.Records).Select(record => record.EventId).ShouldBe(old);
        second.Next.ShouldBeNull();
    }

    [Fact]
    public async Task List_LateLettersBetweenPages_EachOldOneIsGivenOnce()
    {
        Add(150);
        var old = Letters.Select(letter => letter.EventId).Reverse().ToArray();

        var first = await Log.ListAsync(Dead, default);
        var late = Insert(10, Letters[10].LastTime.AddMilliseconds(-1));
        _ = Insert(120, Letters[120].LastTime.AddMilliseconds(-1));
        var second = await Log.ListAsync(Dead with { Continuation = first.Next }, default);

        first.Records.Concat(second.Records).Select(record => record.EventId).Where(id => id != late).ShouldBe(old);
        second.Records.ShouldContain(record => record.EventId == late);
        second.Next.ShouldBeNull();
    }

    [Fact]
    public async Task List_OldLettersLeaveBetweenPages_EachOtherOneIsGivenOnce()
    {
        Add(150);
        var old = Letters.Select(letter => letter.EventId).Reverse().ToArray();

        var first = await Log.ListAsync(Dead, default);
        Letters.RemoveRange(0, 5);
        var second = await Log.ListAsync(Dead with { Continuation = first.Next }, default);

        first.Records.Concat(second.Records).Select(record => record.EventId).ShouldBe(old[..^5]);
    }

    [Fact]
    public async Task List_ManyOfOneTime_AreOnOnePageAndGivenOnce()
    {
        Add(8);
        for (var i = 0; i < 3; i++)
            _ = Insert(4, Letters[4].LastTime);

        var pages = await PagesAsync(Dead with { PageSize = 5 });

        pages.Select(page => page.Count).ShouldBe([7, 4]);
        pages.SelectMany(page => page).ShouldBe(Letters.Select(letter => letter.EventId), ignoreOrder: true);
    }

    [Fact]
    public async Task List_MostLookedAtEndsAmidOneTime_LooksAtAllOfThatTime()
    {
        Add(ClusterDeliveryLog.MostLookedAt + 10);
        _ = Insert(10, Letters[10].LastTime);

        (await PagesAsync(new() { State = DeliveryState.Pending })).Count.ShouldBe(2);

        Asked.Count.ShouldBe(Letters.Count);
        Asked.Distinct().Count().ShouldBe(Letters.Count);
    }

    [Fact]
    public async Task ListLeg_EventsAreTriedAndComeBetweenPages_EachOldOneIsGivenOnce()
    {
        var leg = Guid.NewGuid();
        var known = Enumerable.Range(0, 20).Select(i => NewRecord(leg, Start.AddSeconds(i))).ToList();
        Publisher.ListAsync().Returns(_ => [.. known.Select(DeliveryCodec.Encode)]);
        var old = known.Select(record => record.EventId).Reverse().ToArray();
        var query = new DeliveryQuery { CallConnectionId = leg, PageSize = 12 };

        var first = await Log.ListAsync(query, default);
        known[3] = known[3] with { LastTime = Start.AddHours(1) };
        known.Add(NewRecord(leg, Start.AddSeconds(20)));
        var second = await Log.ListAsync(query with { Continuation = first.Next }, default);

        first.Records.Concat(second.Records).Select(record => record.EventId).ShouldBe(old);
        second.Next.ShouldBeNull();
    }

    [Fact]
    public async Task ListLeg_EventsOfOneTime_AreOnOnePage()
    {
        var leg = Guid.NewGuid();
        DeliveryRecord[] known = [NewRecord(leg, Start), NewRecord(leg, Start.AddSeconds(1)), NewRecord(leg, Start.AddSeconds(1))];
        Publisher.ListAsync().Returns([.. known.Select(DeliveryCodec.Encode)]);

        var pages = await PagesAsync(new() { CallConnectionId = leg, PageSize = 1 });

        pages.Select(page => page.Count).ShouldBe([2, 1]);
    }

    [Fact]
    public async Task List_FarOn_AsksNoLetterBefore()
    {
        Add(500);
        var first = await Log.ListAsync(new() { PageSize = 400 }, default);
        Asked.Clear();

        _ = await Log.ListAsync(new() { PageSize = 400, Continuation = first.Next }, default);

        Asked.ShouldBe(Letters[..100].Select(letter => letter.EventId), ignoreOrder: true);
    }

    [Fact]
    public async Task List_NothingMatches_EndsSomewhereAndSaysWhereToGoOn()
    {
        Add(ClusterDeliveryLog.MostLookedAt + 10);
        Before = static async _ => await Task.Yield();

        var page = await Log.ListAsync(new() { State = DeliveryState.Pending }, default);

        (page.Records.Count, page.Next).ShouldBe((0, Letters[10].LastTime.UtcTicks));
        Asked.Count.ShouldBe(ClusterDeliveryLog.MostLookedAt);
        Most.ShouldBeLessThanOrEqualTo(FanOut.AtOnce);
    }

    [Fact]
    public async Task List_SiloIsLost_IsAskedAgain()
    {
        Add(1);
        var tries = 0;
        Before = _ => ++tries == 1 ? throw new TimeoutException() : Task.CompletedTask;

        (await Time.RunAsync(Log.ListAsync(new(), default).AsTask())).Records.ShouldHaveSingleItem();
    }

    private async Task<List<List<Guid>>> PagesAsync(DeliveryQuery query)
    {
        List<List<Guid>> pages = [];
        for (long? next = null; pages.Count == 0 || next is not null;)
        {
            var page = await Log.ListAsync(query with { Continuation = next }, default);
            pages.Add([.. page.Records.Select(record => record.EventId)]);
            next = page.Next;
        }

        return pages;
    }
}
