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
    private readonly Dictionary<Guid, DeliveryState?> _states = [];
    private readonly ManualTimeProvider _time = new();
    private Func<Guid, Task> _before = static _ => Task.CompletedTask;
    private int _most;
    private int _underWay;

    public ClusterDeliveryLogTests()
    {
        _grains.GetGrain<IIndexGrain>(Arg.Any<string>()).Returns(call => IndexOf(call.ArgAt<string>(0)));
        _grains.GetGrain<IDeadLetterGrain>(Arg.Any<Guid>()).Returns(call => LetterOf(call.Arg<Guid>()));
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

        (page.Records.Count, page.Next).ShouldBe((0, 10));
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
        var tries = 0;
        _before = id =>
        {
            if (++tries > 1)
                return Task.CompletedTask;
            _states[id] = DeliveryState.Pending;
            throw new TimeoutException();
        };

        (await _time.RunAsync(_log.RedeliverAsync(letter, default).AsTask())).ShouldBe(RedeliveryAnswer.Accepted);

        (await _log.RedeliverAsync(letter, default)).ShouldBe(RedeliveryAnswer.NotDead);
    }

    [Fact]
    public async Task RedeliverAll_OneSilent_OthersGoOnAndThoseOfALegKeepTheirOrder()
    {
        Add(200, legs: 20);
        var silent = _letters[0];
        var answers = new TaskCompletionSource();
        _before = id => id == silent.EventId ? answers.Task : Task.CompletedTask;

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
            _letters.Add(new()
            {
                EventId = Guid.NewGuid(),
                Kind = CallEventKind.CallConnected,
                CallConnectionId = connections[i % legs],
                Stream = new(new CallKey(1), 1, "https://app.example/callbacks"),
                State = DeliveryState.Dead,
                Tries = 1,
                FirstTime = Start,
                LastTime = Start.AddSeconds(_letters.Count),
            });
            _states[_letters[^1].EventId] = DeliveryState.Dead;
        }
    }

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
        letter.FindAsync().Returns(_ => AskAsync(id, () => _states[id] is { } state
            ? DeliveryCodec.Encode(_letters.Single(one => one.EventId == id) with { State = state })
            : (Payload?)null));
        letter.RedeliverAsync().Returns(_ => AskAsync(id, () => _states[id] is { } state ? state == DeliveryState.Dead : (bool?)null));
        return letter;
    }

    private async Task<T> AskAsync<T>(Guid id, Func<T> answer)
    {
        _asked.Enqueue(id);
        _most = Math.Max(_most, Interlocked.Increment(ref _underWay));
        try
        {
            await _before(id);
            return answer();
        }
        finally
        {
            _ = Interlocked.Decrement(ref _underWay);
        }
    }
}
