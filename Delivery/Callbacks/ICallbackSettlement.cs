using CallGrains.Calls.Ids;

namespace CallGrains.Delivery.Callbacks;

/// <summary>How a call learns that it owes an event no longer; the host implements it by posting <c>EventSettled</c> to the call.</summary>
public interface ICallbackSettlement
{
    /// <summary>The event was delivered, or is stored with the dead letters.</summary>
    /// <remarks>Called from any thread, also from within the handing over of the event; returns at once and does not throw. It may come again for an id after a restart.</remarks>
    /// <param name="call">The call.</param>
    /// <param name="leg">The leg.</param>
    /// <param name="eventId">The event.</param>
    void Settled(CallKey call, ushort leg, Guid eventId);
}
