namespace CallGrains.Grains.Abstractions.Events;

/// <summary>
/// Delivers the events of one leg and knows what became of them lately. Its key is the connection id of the leg. What it is
/// handed is a hint: the call owes an event until it is settled, and hands it over again when nothing is heard of it. So this
/// grain stores nothing.
/// </summary>
[Alias("callgrains.IEventPublisherGrain")]
public interface IEventPublisherGrain : IGrainWithGuidKey
{
    /// <summary>Hands over an event; settled by <see cref="Calls.ICallGrain.SettleAsync"/>, once or more often.</summary>
    /// <param name="callback">A <c>CallbackEvent</c>.</param>
    [Alias("Deliver"), OneWay]
    Task DeliverAsync(Payload callback);

    /// <summary>Makes an event a dead letter without trying; settled likewise.</summary>
    /// <param name="callback">A <c>CallbackEvent</c>.</param>
    [Alias("Bury"), OneWay]
    Task BuryAsync(Payload callback);

    /// <summary>Hands over events of the call itself, for event subscriptions; settled likewise.</summary>
    /// <param name="callbacks">Some <c>CallbackEvent</c>s, in order; the next ones are handed over once this returned.</param>
    [Alias("Publish"), ResponseTimeout("00:00:10")]
    Task PublishAsync(Payload[] callbacks);

    /// <summary>Delivery got further with events of this leg.</summary>
    /// <param name="records">The delivery records as they now are, oldest first.</param>
    [Alias("Record"), OneWay]
    Task RecordAsync(Payload[] records);

    /// <summary>The delivery records of this leg as far as they are remembered, newest first.</summary>
    [Alias("List"), ReadOnly, ResponseTimeout("00:00:10")]
    Task<Payload[]> ListAsync();
}
