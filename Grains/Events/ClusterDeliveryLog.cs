using CallGrains.Delivery.Log;
using CallGrains.Grains.Abstractions.Events;
using CallGrains.Grains.Abstractions.Indexes;
using CallGrains.Grains.Hosting;

namespace CallGrains.Grains.Events;

/// <summary>
/// The delivery log of a cluster. Of one leg it lists what the leg's publisher remembers, and its dead letters; without a leg,
/// dead letters alone: nobody knows all legs. A page goes on with what is older than the last one looked at, by a time that does not change:
/// whatever comes or goes meanwhile, what was there is given once. What has the same time is on the same page, which may grow by that.
/// </summary>
/// <param name="grains">The cluster.</param>
/// <param name="asking">Asks, and asks again.</param>
public sealed class ClusterDeliveryLog(IGrainFactory grains, Asking asking) : IDeliveryLog
{
    /// <summary>Most letters that are looked at for one page; where fewer match than it has room for, it says where to go on.</summary>
    internal const int MostLookedAt = 5_000;

    private const int LegsAtOnce = 32;
    private const string Log = "The delivery log";

    /// <inheritdoc/>
    public async ValueTask<DeliveryPage> ListAsync(DeliveryQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.PageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.PageSize, DeliveryQuery.MaxPageSize);
        return await asking.AskAsync(
            () => query.CallConnectionId is { } connection ? ListLegAsync(connection, query, cancellationToken) : ListLettersAsync(query, cancellationToken),
            Log,
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RedeliveryAnswer> RedeliverAsync(Guid eventId, CancellationToken cancellationToken) =>
        RedeliverAsync(eventId, isThere: false, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Ends with the first letter that cannot be reached: what was accepted until then stays accepted, the rest may be asked for again.</remarks>
    public async ValueTask<int> RedeliverAllAsync(CancellationToken cancellationToken)
    {
        var letters = await asking.AskAsync(() => EntriesAsync(cancellationToken), Log, cancellationToken);
        var bounds = new ParallelOptions { MaxDegreeOfParallelism = LegsAtOnce, CancellationToken = cancellationToken };
        var count = 0;
        await Parallel.ForEachAsync(letters.GroupBy(static letter => letter.Entry.Connection), bounds, async (leg, stop) =>
        {
            // Oldest first, so that those of one leg and URI leave in the order in which they were given up.
            foreach (var (id, _) in leg)
            {
                if (await RedeliverAsync(id, isThere: true, stop) == RedeliveryAnswer.Accepted)
                    _ = Interlocked.Increment(ref count);
            }
        });
        return count;
    }

    /// <summary>Sends a letter again.</summary>
    /// <param name="eventId">The event.</param>
    /// <param name="isThere">Whether the letter is known to be there; else that is looked at first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private async ValueTask<RedeliveryAnswer> RedeliverAsync(Guid eventId, bool isThere, CancellationToken cancellationToken)
    {
        var letter = grains.GetGrain<IDeadLetterGrain>(eventId);
        var isAsked = false;
        return await asking.AskAsync(AskAsync, Log, cancellationToken);

        async Task<RedeliveryAnswer> AskAsync()
        {
            if (!isThere && await letter.FindAsync() is null)
                return RedeliveryAnswer.NotFound;

            // One that is being sent after it was asked for, and nothing heard, is what was asked for; so is one that was there and left.
            isThere = true;
            var wasAsked = isAsked;
            isAsked = true;
            return await letter.RedeliverAsync() switch
            {
                true => RedeliveryAnswer.Accepted,
                _ when wasAsked => RedeliveryAnswer.Accepted,
                null => RedeliveryAnswer.NotFound,
                false => RedeliveryAnswer.NotDead,
            };
        }
    }

    private async Task<DeliveryPage> ListLegAsync(Guid connection, DeliveryQuery query, CancellationToken cancellationToken)
    {
        var remembered = await grains.GetPublisher(connection).ListAsync().WaitAsync(cancellationToken);
        var records = remembered.Select(DeliveryCodec.DecodeRecord).ToDictionary(record => record.EventId);

        // A letter is in the list of its event, whatever its leg: they are in any of the lists.
        var letters = (await EntriesAsync(cancellationToken)).Where(letter => letter.Entry.Connection == connection).Select(static letter => letter.Id);
        foreach (var record in (await FindAsync(letters, cancellationToken)).OfType<DeliveryRecord>())
            records[record.EventId] = record;

        // By when they were first handed over: when they were last tried changes.
        var matching = records.Values
            .Where(record => Matches(query, record) && IsLeft(query, record.FirstTime))
            .OrderByDescending(record => record.FirstTime)
            .ToArray();
        var end = Math.Min(query.PageSize, matching.Length);
        while (end < matching.Length && matching[end].FirstTime == matching[end - 1].FirstTime)
            end++;
        return new(matching[..end], end < matching.Length ? matching[end - 1].FirstTime.UtcTicks : null);
    }

    /// <summary>A page of letters. One that is stored late enters in the middle, by when it was given up.</summary>
    private async Task<DeliveryPage> ListLettersAsync(DeliveryQuery query, CancellationToken cancellationToken)
    {
        var letters = (await EntriesAsync(cancellationToken)).Where(letter => IsLeft(query, letter.Entry.Time)).ToArray();
        var left = letters.Length;
        var least = Math.Max(0, left - MostLookedAt);
        while (!IsBetweenTimes(least))
            least--;

        List<DeliveryRecord> page = [];
        while (left > least && !IsFull())
        {
            var group = letters[Math.Max(least, left - FanOut.AtOnce)..left].Select(static letter => letter.Id).Reverse();
            foreach (var record in await FindAsync(group, cancellationToken))
            {
                left--;
                if (record is not null && Matches(query, record))
                    page.Add(record);
                if (IsFull())
                    break;
            }
        }

        return new(page, left > 0 ? letters[left].Entry.Time.UtcTicks : null);

        bool IsFull() => page.Count >= query.PageSize && IsBetweenTimes(left);

        bool IsBetweenTimes(int at) => at == 0 || at == letters.Length || letters[at - 1].Entry.Time != letters[at].Entry.Time;
    }

    private static bool IsLeft(DeliveryQuery query, DateTimeOffset time) => query.Continuation is not { } looked || time.UtcTicks < looked;

    private static bool Matches(DeliveryQuery query, DeliveryRecord record) => query.State is null || record.State == query.State;

    /// <summary>The records of letters; null for one that has left since the index was read.</summary>
    private async Task<IEnumerable<DeliveryRecord?>> FindAsync(IEnumerable<Guid> letters, CancellationToken cancellationToken)
    {
        var found = await FanOut.AskAsync(letters, id => grains.GetGrain<IDeadLetterGrain>(id).FindAsync(), cancellationToken);
        return found.Select(static record => record is { } given ? DeliveryCodec.DecodeRecord(given) : null);
    }

    /// <summary>What the index says of all letters, oldest first.</summary>
    private async Task<(Guid Id, DeadLetterEntry Entry)[]> EntriesAsync(CancellationToken cancellationToken)
    {
        var lists = await FanOut.AskAsync(IndexKeys.All(IndexKeys.DeadLetters), key => grains.GetGrain<IIndexGrain>(key).ListAsync(), cancellationToken);
        return
        [
            .. lists.SelectMany(static entries => entries)
                .Select(static entry => (Id: Guid.Parse(entry.Id), Entry: DeadLetterEntry.Decode(entry.Value)))
                .OrderBy(static letter => letter.Entry.Time)
                .ThenBy(static letter => letter.Id),
        ];
    }
}
