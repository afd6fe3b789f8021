using CallGrains.Delivery.Bench;

namespace CallGrains.Delivery.Log;

public sealed class RetentionTests
{
    [Fact]
    public async Task Log_TimePasses_ForgetsOldRecords()
    {
        await using var webhook = await Webhook.StartAsync();
        var clock = new ManualTimeProvider();
        await using var bench = await DeliveryBench.StartAsync(new(), time: clock, logOptions: new() { GatherFor = TimeSpan.Zero, KeepFor = TimeSpan.FromHours(1) });
        var (first, second) = (Sample.Event(webhook.Url("/a")), Sample.Event(webhook.Url("/a")));
        bench.Calls.Owe(first);
        await bench.RecordAsync(first.Id, record => record.State == DeliveryState.Delivered, "the first event is in the log");

        clock.Advance(TimeSpan.FromMinutes(59));
        bench.Calls.Owe(second);
        await bench.RecordAsync(second.Id, record => record.State == DeliveryState.Delivered, "the second event is in the log");
        clock.Advance(TimeSpan.FromMinutes(6));

        await Eventually.HoldsAsync(() => bench.Find(first.Id) is null, "the first event is forgotten");
        bench.Find(second.Id).ShouldNotBeNull();
    }

    [Fact]
    public async Task Log_TooMany_ForgetsTheOldest()
    {
        await using var webhook = await Webhook.StartAsync();
        var clock = new ManualTimeProvider();
        await using var bench = await DeliveryBench.StartAsync(new(), time: clock, logOptions: new() { GatherFor = TimeSpan.Zero, MaxDelivered = 3 });
        var events = Enumerable.Range(0, 10).Select(_ => Sample.Event(webhook.Url("/a"))).ToArray();
        bench.Calls.Owe(events);
        await bench.RecordAsync(events[^1].Id, record => record.State == DeliveryState.Delivered, "the last event is in the log");

        clock.Advance(TimeSpan.FromMinutes(5));

        await Eventually.HoldsAsync(() => bench.Find(events[6].Id) is null, "all but the last three are forgotten");
        events[7..].ShouldAllBe(callback => bench.Find(callback.Id) != null);
    }
}
