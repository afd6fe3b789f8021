namespace CallGrains.Grains.Abstractions.Events;

/// <summary>Keeps one event that was given up, and sends it again when asked. Its key is the id of the event.</summary>
[Alias("callgrains.IDeadLetterGrain")]
public interface IDeadLetterGrain : IGrainWithGuidKey
{
    /// <summary>Takes what became of the event. Durable, and in the index, when it returns. Whoever hears nothing says it again.</summary>
    /// <param name="record">The delivery record as it now is; a delivered one ends the letter.</param>
    /// <param name="letter">The dead letter, when the event becomes one for the first time.</param>
    [Alias("Record"), ResponseTimeout("00:00:10")]
    Task RecordAsync(Payload record, Payload? letter);

    /// <summary>The delivery record; null when there is no letter.</summary>
    [Alias("Find"), ReadOnly, ResponseTimeout("00:00:10")]
    Task<Payload?> FindAsync();

    /// <summary>The letter; null when there is none.</summary>
    [Alias("FindLetter"), ReadOnly, ResponseTimeout("00:00:10")]
    Task<Payload?> FindLetterAsync();

    /// <summary>Sends the letter again: one try, soon. That it will be sent is durable when this returns.</summary>
    /// <returns>Null when there is no letter, false when it is being sent already.</returns>
    [Alias("Redeliver"), ResponseTimeout("00:00:10")]
    Task<bool?> RedeliverAsync();

    /// <summary>Forgets the letter: the index has no room for it any more.</summary>
    [Alias("Forget"), OneWay]
    Task ForgetAsync();
}
