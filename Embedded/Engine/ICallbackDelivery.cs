using CallGrains.Calls.Events;

namespace CallGrains.Embedded.Engine;

/// <summary>Where the engine hands events to. What becomes of each comes back through <see cref="EmbeddedEngine.Settle"/>.</summary>
public interface ICallbackDelivery
{
    /// <summary>Takes an event to be delivered. Never waits.</summary>
    /// <param name="callback">The event, the oldest of its stream that is not settled.</param>
    void Deliver(CallbackEvent callback);

    /// <summary>Takes an event to be put with the dead letters without a try. Never waits.</summary>
    /// <param name="callback">The event.</param>
    void Bury(CallbackEvent callback);
}
