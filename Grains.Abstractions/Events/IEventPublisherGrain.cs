namespace CallGrains.Grains.Abstractions.Events;

/// <summary>
/// Delivers the events of one leg and keeps its delivery log. Its key is the connection id of the leg. What it is handed is a
/// hint: the call owes an event until it is settled, and hands it over again when nothing is heard of it.
/// </summary>
[Alias("callgrains.IEventPublisherGrain")]
public interface IEventPublisherGrain : IGrainWithGuidKey
{
    /// <summary>Hands over an event; settled by <see cref="Calls.ICallGrain.SettleAsync"/>, once or more often.</summary>
    /// <param name="callback">A <c>CallbackEvent</c>.</param>
    [Alias("Deliver"), OneWay]
    Task DeliverAsync(Payload callback);

    /// <summary>Makes an event a dead letter without trying.</summary>
    /// <param name="callback">A <c>CallbackEvent</c>.</param>
    [Alias("Bury"), OneWay]
    Task BuryAsync(Payload callback);

    /// <summary>Takes changes of the delivery log. Retries and dead letters are durable when it returns.</summary>
    /// <param name="entries">The changes, oldest first.</param>
    [Alias("Record")]
    Task RecordAsync(IReadOnlyList<Payload> entries);

    /// <summary>The record of an event of this leg; null when none is known.</summary>
    /// <param name="eventId">The event.</param>
    [Alias("Find"), ReadOnly]
    Task<Payload?> FindAsync(Guid eventId);

    /// <summary>All records of this leg, newest first.</summary>
    [Alias("List"), ReadOnly]
    Task<IReadOnlyList<Payload>> ListAsync();

    /// <summary>The body of a dead letter; null when there is none.</summary>
    /// <param name="eventId">The event.</param>
    [Alias("FindLetter"), ReadOnly]
    Task<Payload?> FindLetterAsync(Guid eventId);

    /// <summary>Sends a dead letter of this leg again.</summary>
    /// <param name="eventId">The event.</param>
    /// <returns>False when it is no dead letter. That it will be sent is durable when true.</returns>
    [Alias("Redeliver")]
    Task<bool> RedeliverAsync(Guid eventId);
}
