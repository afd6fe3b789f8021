using CallGrains.Calls.Events;
using CallGrains.Grains.Events;
using CallGrains.Grains.Hosting;
using CallGrains.Scenarios.Rig;

namespace CallGrains.Grains.Tests.Rig;

/// <summary>Records callbacks in the place of delivery; each is settled at once, unless deliveries are held back.</summary>
internal sealed class RecordingChannel(CallbackRecorder recorder, Func<bool> isHeld, IGrainFactory grains) : ICallbackChannel
{
    public Task DeliverAsync(CallbackEvent callback)
    {
        if (isHeld())
            return Task.CompletedTask;

        recorder.Record(callback);
        return grains.GetCall(callback.Stream.Call).SettleAsync(callback.Stream.Leg, callback.Id);
    }

    public Task BuryAsync(CallbackEvent callback) => DeliverAsync(callback);
}
