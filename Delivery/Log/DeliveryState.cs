namespace CallGrains.Delivery.Log;

/// <summary>How far an event has come. The numbers are stored.</summary>
public enum DeliveryState : byte
{
    /// <summary>A try failed, or a dead letter is to be sent again; it is still being worked on.</summary>
    Pending = 1,

    /// <summary>The receiver answered with 2xx.</summary>
    Delivered = 2,

    /// <summary>Given up: a dead letter, which can be sent again.</summary>
    Dead = 3,
}
