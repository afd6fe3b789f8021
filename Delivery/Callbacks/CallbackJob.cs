using CallGrains.Calls.Events;
using CallGrains.Delivery.Log;

namespace CallGrains.Delivery.Callbacks;

/// <summary>One event that waits for delivery or is being tried: handed over by its call, or a dead letter sent again.</summary>
/// <param name="record">What is known of it so far.</param>
/// <param name="callback">The event; null for a dead letter, whose body is read from the store when it is tried.</param>
internal sealed class CallbackJob(DeliveryRecord record, CallbackEvent? callback)
{
    /// <summary>What is known of it so far.</summary>
    public DeliveryRecord Record { get; set; } = record;

    /// <summary>The event, or null for a dead letter.</summary>
    public CallbackEvent? Callback { get; } = callback;

    /// <summary>From when it waits: a dead letter from when it was asked for again, not from when its event happened.</summary>
    public DateTimeOffset WaitsFrom => Callback is null ? Record.LastTime : Record.FirstTime;

    /// <summary>How often it failed since it was handed over.</summary>
    public int Failures { get; set; }

    /// <summary>Whether the log says pending: then the end must be in the log before the call forgets the event.</summary>
    public bool IsLogged { get; set; }

    /// <summary>From when its time to be tried counts.</summary>
    public DateTimeOffset WindowStart { get; set; } = record.FirstTime;
}
