using CallGrains.Calls.Events;
using CallGrains.Delivery.Bench;
using CallGrains.Delivery.Log;
using Microsoft.AspNetCore.Http;

namespace CallGrains.Delivery.Callbacks;

public sealed class RestartTests
{
    [Fact]
    public async Task Start_EventWasBeingTried_GoesOnWhereItWas()
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = AnswerAsync(503, retryAfter: "60");
        var store = new MemoryDeliveryStore();
        var clock = new ManualTimeProvider();
        var callback = Sample.Event(webhook.Url("/a"));
        await using (var before = await DeliveryBench.StartAsync(new DeliveryOptions(), store, clock))
        {
            before.Calls.Owe(callback);
            await before.RecordAsync(callback.Id, record => record.Tries == 1, "the first try is in the log");
        }

        await using var after = await DeliveryBench.StartAsync(new DeliveryOptions(), store, clock);
        after.Calls.Owe(callback);
        clock.Advance(TimeSpan.FromSeconds(59));
        webhook.Received.Count.ShouldBe(1, "the receiver asked for a minute");
        webhook.Answer = (_, _) => Task.CompletedTask;
        clock.Advance(TimeSpan.FromSeconds(1));
        await after.SettledAsync(1);

        var record = after.Record(callback.Id);
        record.State.ShouldBe(DeliveryState.Delivered);
        record.Tries.ShouldBe(2);
        record.FirstTime.ShouldBe(clock.GetUtcNow() - TimeSpan.FromMinutes(1));
        webhook.Received.Select(request => request.EventId).ShouldBe([callback.Id, callback.Id]);
    }

    [Fact]
    public async Task Start_SwitchedOffWhileAnEventWasTried_ItsRecordEndsToo()
    {
        await using var webhook = await Webhook.StartAsync();
        var store = new MemoryDeliveryStore();
        var callback = await TryOnceAsync(webhook, store);

        await using var after = await DeliveryBench.StartAsync(new DeliveryOptions { Enabled = false }, store);
        after.Calls.Owe(callback);
        await after.SettledAsync(1);

        await after.RecordAsync(callback.Id, record => record.State == DeliveryState.Delivered, "it is not pending for good");
        webhook.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Start_LaterEventWaitedBehindOneThatFailed_StillWaits()
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = AnswerAsync(503);
        var store = new MemoryDeliveryStore();
        var clock = new ManualTimeProvider();
        CallbackEvent[] events = [Sample.Event(webhook.Url("/a")), Sample.Event(webhook.Url("/a"))];
        await using (var before = await DeliveryBench.StartAsync(new DeliveryOptions(), store, clock))
        {
            before.Delivery.Deliver(events[0]);
            before.Delivery.Deliver(events[1]);
            await before.RecordAsync(events[0].Id, record => record.Tries == 1, "the first try is in the log");
        }

        await using var after = await DeliveryBench.StartAsync(new DeliveryOptions(), store, clock);
        webhook.Answer = (_, _) => Task.CompletedTask;
        after.Delivery.Deliver(events[0]);
        after.Delivery.Deliver(events[1]);
        webhook.Received.Count.ShouldBe(1);
        clock.Advance(TimeSpan.FromMilliseconds(500));
        await after.SettledAsync(2);

        webhook.Received.Select(request => request.EventId).ShouldBe([events[0].Id, events[0].Id, events[1].Id]);
    }

    [Fact]
    public async Task Start_ClockWasSetBack_WaitsNoLongerThanTheTimeToBeTried()
    {
        await using var webhook = await Webhook.StartAsync();
        var store = new MemoryDeliveryStore();
        var callback = await TryOnceAsync(webhook, store);

        var clock = new ManualTimeProvider(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var after = await DeliveryBench.StartAsync(new DeliveryOptions(), store, clock);
        webhook.Answer = (_, _) => Task.CompletedTask;
        after.Calls.Owe(callback);
        clock.Advance(TimeSpan.FromHours(24));

        await after.SettledAsync(1);
    }

    /// <summary>An event is tried once, in vain, before the process ends.</summary>
    private static async Task<CallbackEvent> TryOnceAsync(Webhook webhook, MemoryDeliveryStore store)
    {
        webhook.Answer = AnswerAsync(503);
        var callback = Sample.Event(webhook.Url("/a"));
        await using var before = await DeliveryBench.StartAsync(new DeliveryOptions(), store, new ManualTimeProvider());
        before.Calls.Owe(callback);
        await before.RecordAsync(callback.Id, record => record.Tries == 1, "the first try is in the log");
        return callback;
    }

    private static Func<HttpContext, ReceivedRequest, Task> AnswerAsync(int status, string? retryAfter = null) => (context, _) =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;
        return Task.CompletedTask;
    };
}
