using CallGrains.Calls.Events;
using CallGrains.Grains.Abstractions.Calls;
using CallGrains.Grains.Events;

namespace CallGrains.ClusterBenchmarks.Hosting;

/// <summary>
/// In the place of HTTP: each event is settled at once, and whoever waits for it is told. What a webhook costs is measured
/// elsewhere.
/// </summary>
/// <param name="grains">The cluster.</param>
/// <param name="events">Who waits.</param>
internal sealed class SettlingChannel(IGrainFactory grains, AwaitedEvents events) : ICallbackChannel
{
    public Task DeliverAsync(CallbackEvent callback)
    {
        events.Happened(callback);
        return grains.GetGrain<ICallGrain>(callback.Stream.Call.ToString()).SettleAsync(callback.Stream.Leg, callback.Id);
    }

    public Task BuryAsync(CallbackEvent callback) => DeliverAsync(callback);
}
