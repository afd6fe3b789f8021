using System.Collections.Concurrent;
using CallGrains.Calls.Events;
using CallGrains.Calls.Ids;
using CallGrains.Delivery.Log;
using CallGrains.Grains.Abstractions;
using CallGrains.Grains.Abstractions.Events;
using CallGrains.Grains.Abstractions.Indexes;
using CallGrains.Grains.Events;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Tests.Rig;
using CallGrains.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace CallGrains.Grains.Tests.Events;

/// <summary>How the log of a cluster is read and worked off: through an index, with a grain for each letter.</summary>
public sealed class ClusterDeliveryLogTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 12, 8, 0, 0, TimeSpan.Zero);
    private static readonly DeliveryQuery Dead = new() { State = DeliveryState.Dead };

    private readonly ConcurrentQueue<Guid> _asked = new();
    private readonly IGrainFactory _grains = Substitute.For<IGrainFactory>();

    // Oldest first.
    private readonly List<DeliveryRecord> _letters = [];
    private readonly ClusterDeliveryLog _log;
    private readonly IEventPublisherGrain _publisher = Substitute.For<IEventPublisherGrain>();
    private readonly Dictionary<Guid, DeliveryState?> _states = [];
    private readonly ManualTimeProvider _time = new();
    private Func<Guid, Task> _before = static _ => Task.CompletedTask;
    private Func<Guid, Task> _beforeRedelivery = static _ => Task.CompletedTask;
    private int _most;
    private int _underWay;

    public ClusterDeliveryLogTests()
    {
        _grains.GetGrain<IIndexGrain>(Arg.Any<string>()).Returns(call => IndexOf(call.ArgAt<string>(0)));
        _grains.GetGrain<IDeadLetterGrain>(Arg.Any<Guid>()).Returns(call => LetterOf(call.Arg<Guid>()));
        _grains.GetGrain(Arg.Any<GrainId>(), Arg.Any<GrainInterfaceType>()).Returns(_publisher);
        _log = new(_grains, new(new(), _time, NullLogger<Asking>.Instance));
    }

    [Fact]
    public async Task List_NewestAreBeingSent_GivesTheDeadBehindThemAndAllOfThem()
    {
        Add(300);
        foreach (var letter in _letters[^101..])
            _states[letter.EventId] = DeliveryState.Pending;

        var pages = await PagesAsync(Dead);

        pages.Select(page => page.Count).ShouldBe([100, 99]);
        pages.SelectMany(page => page).ShouldBe(_letters[..^101].Select(letter => letter.EventId).Reverse());
    }

    [Fact]
    public async Task List_LettersLeaveAfterTheIndexWasRead_GoesOnBehindThem()
    {
        Add(210);
        foreach (var letter in _letters[^3..])
            _states[letter.EventId] = null;

        var pages = await PagesAsync(new());

        pages.SelectMany(page => page).ShouldBe(_letters[..^3].Select(letter => letter.EventId).Reverse());
    }

    [Fact]
    public async Task List_NewLettersBetweenPages_EachOldOneIsGivenOnce()
    {
        Add(150);
        var old = _letters.Select(letter => letter.EventId).Reverse().ToArray();

        var first = await _log.ListAsync(Dead, default);
        Add(20);
        var second = await _log.ListAsync(Dead with { Continuation = first.Next }, default);

        first.Records.Concat(second.Records).Select(record => record.EventId).ShouldBe(old);
        second.Next.ShouldBeNull();
    }

    [Fact]
    public async Task List_LateLettersBetweenPages_EachOldOneIsGivenOnce()
    {
        Add(150);
        var old = _letters.Select(letter => letter.EventId).Reverse().ToArray();

        var first = await _log.ListAsync(Dead, default);
        var late = Insert(10, _letters[10].LastTime.AddMilliseconds(-1));
        _ = Insert(120, _letters[120].LastTime.AddMilliseconds(-1));
        var second = await _log.ListAsync(Dead with { Continuation = first.Next }, default);

        first.Records.Concat(second.Records).Select(record => record.EventId).Where(id => id != late).ShouldBe(old);
        second.Records.ShouldContain(record => record.EventId == late);
        second.Next.ShouldBeNull();
    }

    [Fact]
    public async Task List_OldLettersLeaveBetweenPages_EachOtherOneIsGivenOnce()
    {
        Add(150);
        var old = _letters.Select(letter => letter.EventId).Reverse().ToArray();

        var first = await _log.ListAsync(Dead, default);
        _letters.RemoveRange(0, 5);
        var second = await _log.ListAsync(Dead with { Continuation = first.Next }, default);

        first.Records.Concat(second.Records).Select(record => record.EventId).ShouldBe(old[..^5]);
    }

    [Fact]
    public async Task List_ManyOfOneTime_AreOnOnePageAndGivenOnce()
    {
        Add(8);
        for (var i = 0; i < 3; i++)
            _ = Insert(4, _letters[4].LastTime);

        var pages = await PagesAsync(Dead with { PageSize = 5 });

        pages.Select(page => page.Count).ShouldBe([7, 4]);
        pages.SelectMany(page => page).ShouldBe(_letters.Select(letter => letter.EventId), ignoreOrder: true);
    }

    [Fact]
    public async Task List_MostLookedAtEndsAmidOneTime_LooksAtAllOfThatTime()
    {
        Add(ClusterDeliveryLog.MostLookedAt + 10);
        _ = Insert(10, _letters[10].LastTime);

        (await PagesAsync(new() { State = DeliveryState.Pending })).Count.ShouldBe(2);

        _asked.Count.ShouldBe(_letters.Count);
        _asked.Distinct().Count().ShouldBe(_letters.Count);
    }

    [Fact]
    public async Task ListLeg_EventsAreTriedAndComeBetweenPages_EachOldOneIsGivenOnce()
    {
        var leg = Guid.NewGuid();
        var known = Enumerable.Range(0, 20).Select(i => NewRecord(leg, Start.AddSeconds(i))).ToList();
        _publisher.ListAsync().Returns(_ => [.. known.Select(DeliveryCodec.Encode)]);
        var old = known.Select(record => record.EventId).Reverse().ToArray();
        var query = new DeliveryQuery { CallConnectionId = leg, PageSize = 12 };

        var first = await _log.ListAsync(query, default);
        known[3] = known[3] with { LastTime = Start.AddHours(1) };
        known.Add(NewRecord(leg, Start.AddSeconds(20)));
        var second = await _log.ListAsync(query with { Continuation = first.Next }, default);

        first.Records.Concat(second.Records).Select(record => record.EventId).ShouldBe(old);
        second.Next.ShouldBeNull();
    }

    [Fact]
    public async Task ListLeg_EventsOfOneTime_AreOnOnePage()
    {
        var leg = Guid.NewGuid();
        DeliveryRecord[] known = [NewRecord(leg, Start), NewRecord(leg, Start.AddSeconds(1)), NewRecord(leg, Start.AddSeconds(1))];
        _publisher.ListAsync().Returns([.. known.Select(DeliveryCodec.Encode)]);

        var pages = await PagesAsync(new() { CallConnectionId = leg, PageSize = 1 });

        pages.Select(page => page.Count).ShouldBe([2, 1]);
    }

    [Fact]
    public async Task List_FarOn_AsksNoLetterBefore()
    {
        Add(500);
        var first = await _log.ListAsync(new() { PageSize = 400 }, default);
        _asked.Clear();

        _ = await _log.ListAsync(new() { PageSize = 400, Continuation = first.Next }, default);

        _asked.ShouldBe(_letters[..100].Select(letter => letter.EventId), ignoreOrder: true);
    }

    [Fact]
    public async Task List_NothingMatches_EndsSomewhereAndSaysWhereToGoOn()
    {
        Add(ClusterDeliveryLog.MostLookedAt + 10);
        _before = static async _ => await Task.Yield();

        var page = await _log.ListAsync(new() { State = DeliveryState.Pending }, default);

        (page.Records.Count, page.Next).ShouldBe((0, _letters[10].LastTime.UtcTicks));
        _asked.Count.ShouldBe(ClusterDeliveryLog.MostLookedAt);
        _most.ShouldBeLessThanOrEqualTo(FanOut.AtOnce);
    }

    [Fact]
    public async Task List_SiloIsLost_IsAskedAgain()
    {
        Add(1);
        var tries = 0;
        _before = _ => ++tries == 1 ? throw new TimeoutException() : Task.CompletedTask;

        (await _time.RunAsync(_log.ListAsync(new(), default).AsTask())).Records.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Redeliver_AcceptedButNotHeard_IsAccepted()
    {
        Add(1);
        var letter = _letters[0].EventId;
        _beforeRedelivery = AcceptedButNotHeard(DeliveryState.Pending);

        (await _time.RunAsync(_log.RedeliverAsync(letter, default).AsTask())).ShouldBe(RedeliveryAnswer.Accepted);

        (await _log.RedeliverAsync(letter, default)).ShouldBe(RedeliveryAnswer.NotDead);
    }

    [Fact]
    public async Task Redeliver_AcceptedButNotHeardAndDelivered_IsAccepted()
    {
        Add(1);
        var letter = _letters[0].EventId;
        _beforeRedelivery = AcceptedButNotHeard(becomes: null);

        (await _time.RunAsync(_log.RedeliverAsync(letter, default).AsTask())).ShouldBe(RedeliveryAnswer.Accepted);

        (await _log.RedeliverAsync(letter, default)).ShouldBe(RedeliveryAnswer.NotFound);
    }

    [Fact]
    public async Task Redeliver_NoSuchLetterAndSiloIsLost_IsNotFound()
    {
        var letter = Guid.NewGuid();
        _states[letter] = null;
        _before = _beforeRedelivery = AcceptedButNotHeard(becomes: null);

        (await _time.RunAsync(_log.RedeliverAsync(letter, default).AsTask())).ShouldBe(RedeliveryAnswer.NotFound);
    }

    [Fact]
    public async Task RedeliverAll_AcceptedButNotHeardAndDelivered_Counts()
    {
        Add(3);
        _beforeRedelivery = AcceptedButNotHeard(becomes: null);

        (await _time.RunAsync(_log.RedeliverAllAsync(default).AsTask())).ShouldBe(3);
    }

    [Fact]
    public async Task RedeliverAll_LeftBeforeItWasAsked_DoesNotCount()
    {
        Add(3);
        _states[_letters[1].EventId] = null;

        (await _log.RedeliverAllAsync(default)).ShouldBe(2);
    }

    [Fact]
    public async Task RedeliverAll_OneSilent_OthersGoOnAndThoseOfALegKeepTheirOrder()
    {
        Add(200, legs: 20);
        var silent = _letters[0];
        var answers = new TaskCompletionSource();
        _beforeRedelivery = id => id == silent.EventId ? answers.Task : Task.CompletedTask;

        var all = _log.RedeliverAllAsync(default).AsTask();
        await Eventually.HoldsAsync(() => _asked.Count == 191, "all legs but one");
        answers.SetResult();

        (await all).ShouldBe(200);
        foreach (var leg in _letters.GroupBy(letter => letter.CallConnectionId))
            _asked.Where(id => leg.Any(letter => letter.EventId == id)).ShouldBe(leg.Select(letter => letter.EventId));
    }

    private void Add(int count, int legs = 1)
    {
        var connections = Enumerable.Range(0, legs).Select(_ => Guid.NewGuid()).ToArray();
        for (var i = 0; i < count; i++)
        {
            _letters.Add(NewRecord(connections[i % legs], Start) with { LastTime = Start.AddSeconds(_letters.Count) });
            _states[_letters[^1].EventId] = DeliveryState.Dead;
        }
    }

    private Guid Insert(int at, DateTimeOffset time)
    {
        var letter = NewRecord(Guid.NewGuid(), Start) with { LastTime = time };
        _letters.Insert(at, letter);
        _states[letter.EventId] = DeliveryState.Dead;
        return letter.EventId;
    }

    /// <summary>What happens before a grain answers, once: the letter becomes something else, and no answer is heard.</summary>
    private Func<Guid, Task> AcceptedButNotHeard(DeliveryState? becomes)
    {
        var tries = 0;
        return id =>
        {
            if (++tries > 1)
                return Task.CompletedTask;
            _states[id] = becomes;
            throw new TimeoutException();
        };
    }

    private static DeliveryRecord NewRecord(Guid connection, DateTimeOffset first) => new()
    {
        EventId = Guid.NewGuid(),
        Kind = CallEventKind.CallConnected,
        CallConnectionId = connection,
        Stream = new(new CallKey(1), 1, "https://app.example/callbacks"),
        State = DeliveryState.Dead,
        Tries = 1,
        FirstTime = first,
        LastTime = first,
    };

    private async Task<List<List<Guid>>> PagesAsync(DeliveryQuery query)
    {
        List<List<Guid>> pages = [];
        for (long? next = null; pages.Count == 0 || next is not null;)
        {
            var page = await _log.ListAsync(query with { Continuation = next }, default);
            pages.Add([.. page.Records.Select(record => record.EventId)]);
            next = page.Next;
        }

        return pages;
    }

    private IIndexGrain IndexOf(string key)
    {
        var index = Substitute.For<IIndexGrain>();
        index.ListAsync().Returns(_ =>
        [
            .. _letters.Select(letter => (Id: letter.EventId.ToString("D"), Value: DeadLetterEntry.Encode(letter.CallConnectionId, letter.LastTime)))
                .Where(entry => IndexKeys.Of(IndexKeys.DeadLetters, entry.Id) == key)
                .Select(entry => new IndexEntry(entry.Id, entry.Value)),
        ]);
        return index;
    }

    private IDeadLetterGrain LetterOf(Guid id)
    {
        var letter = Substitute.For<IDeadLetterGrain>();
        letter.FindAsync().Returns(_ => AskAsync(id, _before, () => _states[id] is { } state
            ? DeliveryCodec.Encode(_letters.Single(one => one.EventId == id) with { State = state })
            : (Payload?)null));
        letter.RedeliverAsync().Returns(_ => AskAsync(id, _beforeRedelivery, () => _states[id] is { } state ? state == DeliveryState.Dead : (bool?)null));
        return letter;
    }

    private async Task<T> AskAsync<T>(Guid id, Func<Guid, Task> before, Func<T> answer)
    {
        _asked.Enqueue(id);
        _most = Math.Max(_most, Interlocked.Increment(ref _underWay));
        try
        {
            await before(id);
            return answer();
        }
        finally
        {
            _ = Interlocked.Decrement(ref _underWay);
        }
    }
}
