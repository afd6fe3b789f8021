namespace CallGrains.Delivery.Log;

/// <summary>
/// Where the delivery log and the dead letters are kept; a host implements it on its store. Every record has a number given by
/// the store when its event is first seen; numbers rise, and pages follow them.
/// </summary>
/// <remarks>Safe for concurrent use. What a method did is durable when it returns.</remarks>
public interface IDeliveryStore
{
    /// <summary>Writes changes, all or none. An event already known keeps its number.</summary>
    /// <remarks>
    /// A record that is delivered drops the letter of its event. An entry without a letter keeps the letter that is there.
    /// </remarks>
    /// <param name="entries">The changes, oldest first; an event may occur more than once, the last one counts.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask AppendAsync(IReadOnlyList<DeliveryEntry> entries, CancellationToken cancellationToken);

    /// <summary>
    /// Whether a change is kept apart from those of all other events, where it may fail or take its time by itself. It is then appended
    /// alone, and nothing but its own event waits for it.
    /// </summary>
    /// <param name="entry">The change.</param>
    bool IsKeptApart(DeliveryEntry entry) => false;

    /// <summary>The record of an event, or null.</summary>
    /// <param name="eventId">The event.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<DeliveryRecord?> FindAsync(Guid eventId, CancellationToken cancellationToken);

    /// <summary>The dead letter of an event, or null when there is none (any more).</summary>
    /// <param name="eventId">The event.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<DeadLetter?> FindLetterAsync(Guid eventId, CancellationToken cancellationToken);

    /// <summary>A page of records, newest first.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<DeliveryPage> ListAsync(DeliveryQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a dead letter pending again: its record goes from dead to pending, its letter stays until it is delivered.
    /// </summary>
    /// <param name="eventId">The event, or null for all that are dead.</param>
    /// <param name="now">The new <see cref="DeliveryRecord.LastTime"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many were made pending.</returns>
    ValueTask<int> ReopenAsync(Guid? eventId, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// The pending records, oldest first: events that were being tried, and, with a letter, dead letters to be sent again. Asked
    /// for when delivery starts, and after dead letters were reopened.
    /// </summary>
    /// <param name="after">Only those with a greater number; 0 for the first page.</param>
    /// <param name="max">Most records wanted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<PendingRecord>> PendingAsync(long after, int max, CancellationToken cancellationToken);

    /// <summary>Removes old records of one state, with their letters.</summary>
    /// <param name="state">The state.</param>
    /// <param name="before">Those that last changed before this are removed.</param>
    /// <param name="keep">Of the rest, at most this many are kept, the newest.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask TrimAsync(DeliveryState state, DateTimeOffset before, int keep, CancellationToken cancellationToken);
}

/// <summary>A record that is pending.</summary>
/// <param name="Number">The number the store gave it, at least 1.</param>
/// <param name="Record">The record.</param>
/// <param name="HasLetter">Whether the store holds its letter: it is a dead letter to be sent again.</param>
public readonly record struct PendingRecord(long Number, DeliveryRecord Record, bool HasLetter);
