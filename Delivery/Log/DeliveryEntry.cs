namespace CallGrains.Delivery.Log;

/// <summary>One change of the delivery log.</summary>
/// <param name="Record">The record as it now is; replaces the one of the same event.</param>
/// <param name="Letter">The dead letter, given when the event becomes one for the first time.</param>
public sealed record DeliveryEntry(DeliveryRecord Record, DeadLetter? Letter = null)
{
    /// <summary>Whether a letter was sent, and is removed now that it is delivered. Nearly all events never were one.</summary>
    public bool EndsLetter { get; init; }
}
