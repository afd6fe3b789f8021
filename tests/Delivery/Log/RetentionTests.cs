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
    public async Task Log_RedeliveryWaitsLongerThanRecordsAreKept_IsKeptAndSent()
    {
        await using var webhook = await Webhook.StartAsync();
        var clock = new ManualTimeProvider();
        await using var bench = await DeliveryBench.StartAsync(new(), time: clock, logOptions: new() { GatherFor = TimeSpan.Zero, KeepFor = TimeSpan.FromHours(1) });
        var (letter, live) = (Sample.Event(webhook.Url("/a")), Sample.Event(webhook.Url("/a")));
        bench.Delivery.Overflow(letter);
        await bench.SettledAsync(1);
        webhook.Answer = (context, request) =>
        {
            context.Response.StatusCode = request.Path == "/a" ? 503 : 200;
            return Task.CompletedTask;
        };
        bench.Calls.Owe(live);
        await bench.RecordAsync(live.Id, record => record.Tries > 0, "the live event is tried again and again");
        (await bench.Log.RedeliverAsync(letter.Id, default)).ShouldBe(RedeliveryAnswer.Accepted);

        clock.Advance(TimeSpan.FromHours(2));

        // The second record is written when the round of the first one, which trims, is over.
        foreach (var later in new[] { Sample.Event(webhook.Url("/b"), leg: 2), Sample.Event(webhook.Url("/b"), leg: 2) })
        {
            bench.Calls.Owe(later);
            await bench.RecordAsync(later.Id, record => record.State == DeliveryState.Delivered, "a round of the log is over");
        }

        bench.Record(letter.Id).State.ShouldBe(DeliveryState.Pending);
        webhook.Answer = (_, _) => Task.CompletedTask;
        await Eventually.HoldsAsync(
            () =>
            {
                var isLiveOver = bench.Calls.Settled.Count == 4;
                if (!isLiveOver)
                    clock.Advance(TimeSpan.FromMinutes(1));
                return isLiveOver;
            },
            "the live event is delivered");
        await Eventually.HoldsAsync(() => webhook.Received[^1].EventId == letter.Id, "the letter is sent after it");
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
