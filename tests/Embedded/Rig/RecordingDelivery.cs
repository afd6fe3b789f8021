using System.Collections.Concurrent;
using CallGrains.Calls.Events;
using CallGrains.Delivery.Callbacks;
using CallGrains.Embedded.Engine;
using CallGrains.Scenarios.Rig;

namespace CallGrains.Embedded.Tests.Rig;

/// <summary>Records callbacks in the place of delivery; each is settled at once, unless deliveries are held back.</summary>
internal sealed class RecordingDelivery(CallbackRecorder recorder, ICallbackSettlement settlement) : ICallbackDelivery
{
    public bool IsHeld { get; set; }

    /// <summary>What came while deliveries were held back.</summary>
    public ConcurrentQueue<CallbackEvent> Held { get; } = new();

    public void Deliver(CallbackEvent callback)
    {
        if (IsHeld)
        {
            Held.Enqueue(callback);
            return;
        }

        recorder.Record(callback);
        settlement.Settled(callback.Stream.Call, callback.Stream.Leg, callback.Id);
    }

    public void Bury(CallbackEvent callback) => Deliver(callback);
}
