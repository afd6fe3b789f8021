using System.Collections.Concurrent;
using CallGrains.Calls.Events;
using CallGrains.Calls.Ids;
using CallGrains.Delivery.Log;
using CallGrains.Grains.Abstractions;
using CallGrains.Grains.Abstractions.Events;
using CallGrains.Grains.Abstractions.Indexes;
using CallGrains.Grains.Events;
using CallGrains.Grains.Hosting;
using CallGrains.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace CallGrains.Grains.Tests.Events;

/// <summary>A log over grains that are no grains: an index and letters, each of which does what a test says before it answers.</summary>
public abstract class ClusterDeliveryLogBench
{
    private readonly IGrainFactory _grains = Substitute.For<IGrainFactory>();
    private int _underWay;

    protected ClusterDeliveryLogBench()
    {
        _grains.GetGrain<IIndexGrain>(Arg.Any<string>()).Returns(call => IndexOf(call.ArgAt<string>(0)));
        _grains.GetGrain<IDeadLetterGrain>(Arg.Any<Guid>()).Returns(call => LetterOf(call.Arg<Guid>()));
        _grains.GetGrain(Arg.Any<GrainId>(), Arg.Any<GrainInterfaceType>()).Returns(Publisher);
        Log = new(_grains, new(new(), Time, NullLogger<Asking>.Instance));
    }

    protected static DateTimeOffset Start { get; } = new(2026, 3, 12, 8, 0, 0, TimeSpan.Zero);

    private protected ConcurrentQueue<Guid> Asked { get; } = new();

    /// <summary>Oldest first.</summary>
    private protected List<DeliveryRecord> Letters { get; } = [];

    private protected ClusterDeliveryLog Log { get; }

    private protected IEventPublisherGrain Publisher { get; } = Substitute.For<IEventPublisherGrain>();

    private protected Dictionary<Guid, DeliveryState?> States { get; } = [];

    private protected ManualTimeProvider Time { get; } = new();

    private protected Func<Guid, Task> Before { get; set; } = static _ => Task.CompletedTask;

    private protected Func<Guid, Task> BeforeRedelivery { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Most letters that were asked at once.</summary>
    private protected int Most { get; private set; }

    private protected void Add(int count, int legs = 1)
    {
        var connections = Enumerable.Range(0, legs).Select(_ => Guid.NewGuid()).ToArray();
        for (var i = 0; i < count; i++)
        {
            Letters.Add(NewRecord(connections[i % legs], Start) with { LastTime = Start.AddSeconds(Letters.Count) });
            States[Letters[^1].EventId] = DeliveryState.Dead;
        }
    }

    private protected Guid Insert(int at, DateTimeOffset time)
    {
        var letter = NewRecord(Guid.NewGuid(), Start) with { LastTime = time };
        Letters.Insert(at, letter);
        States[letter.EventId] = DeliveryState.Dead;
        return letter.EventId;
    }

    /// <summary>What happens before a grain answers, once: the letter becomes something else, and no answer is heard.</summary>
    private protected Func<Guid, Task> AcceptedButNotHeard(DeliveryState? becomes)
    {
        var tries = 0;
        return id =>
        {
            if (++tries > 1)
                return Task.CompletedTask;
            States[id] = becomes;
            throw new TimeoutException();
        };
    }

    private protected static DeliveryRecord NewRecord(Guid connection, DateTimeOffset first) => new()
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

    private IIndexGrain IndexOf(string key)
    {
        var index = Substitute.For<IIndexGrain>();
        index.ListAsync().Returns(_ =>
        [
            .. Letters.Select(letter => (Id: letter.EventId.ToString("D"), Value: DeadLetterEntry.Encode(letter.CallConnectionId, letter.LastTime)))
                .Where(entry => IndexKeys.Of(IndexKeys.DeadLetters, entry.Id) == key)
                .Select(entry => new IndexEntry(entry.Id, entry.Value)),
        ]);
        return index;
    }

    private IDeadLetterGrain LetterOf(Guid id)
    {
        var letter = Substitute.For<IDeadLetterGrain>();
        letter.FindAsync().Returns(_ => AskAsync(id, Before, () => States[id] is { } state
            ? DeliveryCodec.Encode(Letters.Single(one => one.EventId == id) with { State = state })
            : (Payload?)null));
        letter.RedeliverAsync().Returns(_ => AskAsync(id, BeforeRedelivery, () => States[id] is { } state ? state == DeliveryState.Dead : (bool?)null));
        return letter;
    }

    private async Task<T> AskAsync<T>(Guid id, Func<Guid, Task> before, Func<T> answer)
    {
        Asked.Enqueue(id);
        Most = Math.Max(Most, Interlocked.Increment(ref _underWay));
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
