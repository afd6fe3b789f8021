namespace CallGrains.Delivery.Log;

/// <summary>Which records are asked for. Records come newest first.</summary>
public sealed record DeliveryQuery
{
    /// <summary>The largest page.</summary>
    public const int MaxPageSize = 1_000;

    /// <summary>Only events of this leg; null for all.</summary>
    public Guid? CallConnectionId { get; init; }

    /// <summary>Only events in this state; null for all.</summary>
    public DeliveryState? State { get; init; }

    /// <summary>Continue after this point: <see cref="DeliveryPage.Next"/> of the page before; null for the first page.</summary>
    public long? Continuation { get; init; }

    /// <summary>Most records wanted, 1 to <see cref="MaxPageSize"/>.</summary>
    public int PageSize { get; init; } = 100;
}

/// <summary>One page of records.</summary>
/// <param name="Records">The records, newest first.</param>
/// <param name="Next">Where the next page begins; null when this is the last one.</param>
public sealed record DeliveryPage(IReadOnlyList<DeliveryRecord> Records, long? Next);
