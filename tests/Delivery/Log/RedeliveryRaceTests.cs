using CallGrains.Calls.Events;
using CallGrains.Delivery.Bench;
using Microsoft.AspNetCore.Http;

namespace CallGrains.Delivery.Log;

public sealed class RedeliveryRaceTests
{
    [Fact]
    public async Task Redeliver_ManyAskAtOnce_SendsEachLetterOnce()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var bench = await DeliveryBench.StartAsync();
        var events = await BuryAsync(bench, webhook, 50);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () =>
            i % 10 == 0
                ? await bench.Log.RedeliverAllAsync(default)
                : await bench.Log.RedeliverAsync(events[i % 50].Id, default) == RedeliveryAnswer.Accepted ? 1 : 0)));
        await Eventually.HoldsAsync(() => events.All(callback => bench.Record(callback.Id).State == DeliveryState.Delivered), "all letters are delivered");

        answers.Sum().ShouldBe(50, "each was given to exactly one who asked");
        webhook.Received.Select(request => request.EventId).ShouldBe(events.Select(callback => callback.Id), ignoreOrder: true);
        events.Select(callback => bench.Record(callback.Id).Tries).ShouldAllBe(tries => tries == 1);
    }

    [Fact]
    public async Task Redeliver_AskedWhileTheLastTryIsBeingRecorded_IsSentAgain()
    {
        await using var webhook = await Webhook.StartAsync();
        var store = new GatedStore();
        await using var bench = await DeliveryBench.StartAsync(store: store);
        var letter = (await BuryAsync(bench, webhook, 1))[0];
        webhook.Answer = Status(503);

        store.CloseAfter();
        await bench.Log.RedeliverAsync(letter.Id, default);
        await bench.RecordAsync(letter.Id, record => record is { State: DeliveryState.Dead, Tries: 1 }, "the store says dead, delivery does not know yet");
        (await bench.Log.RedeliverAsync(letter.Id, default)).ShouldBe(RedeliveryAnswer.Accepted);
        store.Open();

        await bench.RecordAsync(letter.Id, record => record is { State: DeliveryState.Dead, Tries: 2 }, "what was accepted is tried");
    }

    [Fact]
    public async Task Redeliver_RecordIsOutOfDate_SendsNothing()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var bench = await DeliveryBench.StartAsync();
        var events = await BuryAsync(bench, webhook, 2);
        var old = bench.Record(events[0].Id) with { State = DeliveryState.Pending };

        // As a page of pending records read before the letter was sent, and buried again, would have it.
        bench.Delivery.Redeliver(old);
        await bench.Log.RedeliverAsync(events[1].Id, default);
        await bench.RecordAsync(events[1].Id, record => record.State == DeliveryState.Delivered, "the one behind it is delivered");

        webhook.Received.ShouldHaveSingleItem().EventId.ShouldBe(events[1].Id);
        bench.Record(old.EventId).State.ShouldBe(DeliveryState.Dead);
    }

    [Fact]
    public async Task Redeliver_LetterRemovedWhileItWaits_IsForgotten()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var bench = await DeliveryBench.StartAsync();
        var events = await BuryAsync(bench, webhook, 3);
        var hangs = new TaskCompletionSource();
        webhook.Answer = (_, request) => request.EventId == events[0].Id ? hangs.Task : Task.CompletedTask;
        await bench.Log.RedeliverAllAsync(default);
        await Eventually.HoldsAsync(() => webhook.Received.Count == 1, "the first letter is under way, the others wait behind it");

        await bench.Store.TrimAsync(DeliveryState.Pending, DateTimeOffset.MaxValue, int.MaxValue, default);
        hangs.SetResult();
        var next = Sample.Event(webhook.Url("/a"));
        bench.Calls.Owe(next);
        await bench.SettledAsync(4);

        webhook.Received.Select(request => request.EventId).ShouldBe([events[0].Id, next.Id]);
        await Eventually.HoldsAsync(() => bench.Delivery.QueueLength() == 0, "nothing is left of them");
    }

    /// <summary>Makes events of one stream dead letters without a try; the webhook answers 200.</summary>
    private static async Task<CallbackEvent[]> BuryAsync(DeliveryBench bench, Webhook webhook, int count)
    {
        CallbackEvent[] events = [.. Enumerable.Range(0, count).Select(_ => Sample.Event(webhook.Url("/a")))];
        foreach (var callback in events)
            bench.Delivery.Overflow(callback);
        await bench.SettledAsync(count);
        return events;
    }

    private static Func<HttpContext, ReceivedRequest, Task> Status(int status) => (context, _) =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };
}
