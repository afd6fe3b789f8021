namespace CallGrains.Delivery.Log;

/// <summary>The delivery log as the operations API and the console see it.</summary>
public interface IDeliveryLog
{
    /// <summary>A page of records, newest first.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<DeliveryPage> ListAsync(DeliveryQuery query, CancellationToken cancellationToken);

    /// <summary>Sends a dead letter again: one try, soon; it is delivered or dead again afterwards.</summary>
    /// <param name="eventId">The event.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What came of asking; that it is accepted survives a crash.</returns>
    ValueTask<RedeliveryAnswer> RedeliverAsync(Guid eventId, CancellationToken cancellationToken);

    /// <summary>Sends all dead letters again, those of one leg and URI in the order in which they were first handed over.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many are sent again.</returns>
    ValueTask<int> RedeliverAllAsync(CancellationToken cancellationToken);
}

/// <summary>What came of asking for a redelivery.</summary>
public enum RedeliveryAnswer
{
    /// <summary>It will be sent.</summary>
    Accepted,

    /// <summary>No such event is in the log.</summary>
    NotFound,

    /// <summary>The event is no dead letter: it was delivered, or is still being tried.</summary>
    NotDead,
}
