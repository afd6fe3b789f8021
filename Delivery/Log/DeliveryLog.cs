using CallGrains.Delivery.Callbacks;

namespace CallGrains.Delivery.Log;

/// <summary>The delivery log of one host: reads the store, and hands dead letters back to delivery.</summary>
/// <param name="store">The store.</param>
/// <param name="delivery">Delivery over the same store.</param>
/// <param name="time">System time.</param>
public sealed class DeliveryLog(IDeliveryStore store, CallbackDelivery delivery, TimeProvider time) : IDeliveryLog
{
    private const int RedeliveryPage = 500;

    /// <inheritdoc/>
    public ValueTask<DeliveryPage> ListAsync(DeliveryQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.PageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.PageSize, DeliveryQuery.MaxPageSize);
        return store.ListAsync(query, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<RedeliveryAnswer> RedeliverAsync(Guid eventId, CancellationToken cancellationToken)
    {
        var reopened = await store.ReopenAsync(eventId, time.GetUtcNow(), cancellationToken);
        var record = await store.FindAsync(eventId, cancellationToken);
        if (reopened == 0 || record is null)
            return record is null ? RedeliveryAnswer.NotFound : RedeliveryAnswer.NotDead;

        delivery.Redeliver(record);
        return RedeliveryAnswer.Accepted;
    }

    /// <inheritdoc/>
    public async ValueTask<int> RedeliverAllAsync(CancellationToken cancellationToken)
    {
        var count = await store.ReopenAsync(null, time.GetUtcNow(), cancellationToken);
        if (count == 0)
            return 0;

        // Reopened is reopened: from here on the caller's patience does not matter.
        for (long after = 0; ;)
        {
            var page = await store.PendingAsync(after, RedeliveryPage, CancellationToken.None);
            foreach (var pending in page.Where(pending => pending.HasLetter))
                delivery.Redeliver(pending.Record);
            if (page.Count < RedeliveryPage)
                return count;
            after = page[^1].Number;
        }
    }
}
