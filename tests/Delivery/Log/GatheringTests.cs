using CallGrains.Delivery.Bench;

namespace CallGrains.Delivery.Log;

public sealed class GatheringTests
{
    [Fact]
    public async Task Log_DeliveredWhileOthersGather_IsOneWrite()
    {
        await using var webhook = await Webhook.StartAsync();
        var (clock, store) = (new ManualTimeProvider(), new GatedStore());
        await using var bench = await DeliveryBench.StartAsync(
            new(), store, clock, logOptions: new() { GatherFor = TimeSpan.FromSeconds(1) });
        var events = Enumerable.Range(0, 5).Select(_ => Sample.Event(webhook.Url("/a"))).ToArray();
        bench.Calls.Owe(events);
        await bench.SettledAsync(events.Length);
        store.Appends.ShouldBe(0);

        await Eventually.HoldsAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return bench.Find(events[^1].Id) is not null;
            },
            "the last event is in the log");

        events.ShouldAllBe(callback => bench.Find(callback.Id) != null);
        store.Appends.ShouldBe(1);
    }

    [Fact]
    public async Task Log_DeadLetterWhileOthersGather_IsStoredWithThemAtOnce()
    {
        await using var webhook = await Webhook.StartAsync();
        var (clock, store) = (new ManualTimeProvider(), new GatedStore());
        await using var bench = await DeliveryBench.StartAsync(
            new(), store, clock, logOptions: new() { GatherFor = TimeSpan.FromSeconds(1) });
        var (delivered, dead) = (Sample.Event(webhook.Url("/a")), Sample.Event("http://app.example/hook"));
        bench.Calls.Owe(delivered);
        await bench.SettledAsync(1);
        store.Appends.ShouldBe(0);

        // Nobody moves the clock.
        bench.Calls.Owe(dead);
        await bench.SettledAsync(2);

        bench.Record(dead.Id).State.ShouldBe(DeliveryState.Dead);
        bench.Record(delivered.Id).State.ShouldBe(DeliveryState.Delivered);
    }
}
