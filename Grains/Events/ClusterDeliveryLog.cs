using CallGrains.Delivery.Log;
using CallGrains.Grains.Abstractions;
using CallGrains.Grains.Abstractions.Events;
using CallGrains.Grains.Abstractions.Indexes;
using CallGrains.Grains.Hosting;

namespace CallGrains.Grains.Events;

/// <summary>
/// The delivery log of a cluster. Of one leg it lists what the leg's publisher remembers, and its dead letters; without a leg,
/// dead letters alone: nobody knows all legs.
/// </summary>
/// <param name="grains">The cluster.</param>
public sealed class ClusterDeliveryLog(IGrainFactory grains) : IDeliveryLog
{
    private const string Log = "The delivery log";

    /// <inheritdoc/>
    public async ValueTask<DeliveryPage> ListAsync(DeliveryQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.PageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.PageSize, DeliveryQuery.MaxPageSize);
        var skip = (int)Math.Clamp(query.Continuation ?? 0, 0, int.MaxValue - DeliveryQuery.MaxPageSize);
        var records = await Reach.AskAsync(
            () => query.CallConnectionId is { } connection
                ? ListLegAsync(connection, query.State, cancellationToken)
                : ListDeadAsync(query.State, skip + query.PageSize + 1, cancellationToken),
            Log,
            cancellationToken);
        var page = records.Skip(skip).Take(query.PageSize).ToArray();
        return new(page, skip + page.Length < records.Count ? skip + page.Length : null);
    }

    /// <inheritdoc/>
    public async ValueTask<RedeliveryAnswer> RedeliverAsync(Guid eventId, CancellationToken cancellationToken) =>
        await Reach.AskAsync(() => grains.GetGrain<IDeadLetterGrain>(eventId).RedeliverAsync().WaitAsync(cancellationToken), Log, cancellationToken) switch
        {
            null => RedeliveryAnswer.NotFound,
            true => RedeliveryAnswer.Accepted,
            false => RedeliveryAnswer.NotDead,
        };

    /// <inheritdoc/>
    public ValueTask<int> RedeliverAllAsync(CancellationToken cancellationToken) =>
        new(Reach.AskAsync(() => RedeliverEachAsync(cancellationToken), Log, cancellationToken));

    private async Task<int> RedeliverEachAsync(CancellationToken cancellationToken)
    {
        var count = 0;

        // Oldest first, so that those of one leg and URI leave in the order in which they were given up.
        foreach (var (id, _) in (await EntriesAsync(cancellationToken)).OrderBy(letter => letter.Entry.Time))
        {
            if (await grains.GetGrain<IDeadLetterGrain>(id).RedeliverAsync().WaitAsync(cancellationToken) == true)
                count++;
        }

        return count;
    }

    private async Task<IReadOnlyList<DeliveryRecord>> ListLegAsync(Guid connection, DeliveryState? state, CancellationToken cancellationToken)
    {
        var remembered = await grains.GetPublisher(connection).ListAsync().WaitAsync(cancellationToken);
        var records = remembered.Select(DeliveryCodec.DecodeRecord).ToDictionary(record => record.EventId);
        var letters = (await EntriesAsync(cancellationToken)).Where(letter => letter.Entry.Connection == connection);
        foreach (var record in await RecordsAsync(letters.Select(letter => letter.Id), cancellationToken))
            records[record.EventId] = record;

        return [.. records.Values.Where(record => state is null || record.State == state).OrderByDescending(record => record.LastTime)];
    }

    private async Task<IReadOnlyList<DeliveryRecord>> ListDeadAsync(DeliveryState? state, int limit, CancellationToken cancellationToken)
    {
        var newest = (await EntriesAsync(cancellationToken)).OrderByDescending(letter => letter.Entry.Time).Take(limit);
        var records = await RecordsAsync(newest.Select(letter => letter.Id), cancellationToken);
        return [.. records.Where(record => state is null || record.State == state)];
    }

    private async Task<IEnumerable<DeliveryRecord>> RecordsAsync(IEnumerable<Guid> letters, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(letters.Select(id => grains.GetGrain<IDeadLetterGrain>(id).FindAsync())).WaitAsync(cancellationToken);
        return found.OfType<Payload>().Select(DeliveryCodec.DecodeRecord);
    }

    private async Task<IEnumerable<(Guid Id, DeadLetterEntry Entry)>> EntriesAsync(CancellationToken cancellationToken)
    {
        var lists = await Task.WhenAll(IndexKeys.All(IndexKeys.DeadLetters).Select(key => grains.GetGrain<IIndexGrain>(key).ListAsync()))
            .WaitAsync(cancellationToken);
        return lists.SelectMany(entries => entries).Select(entry => (Guid.Parse(entry.Id), DeadLetterEntry.Decode(entry.Value)));
    }
}
