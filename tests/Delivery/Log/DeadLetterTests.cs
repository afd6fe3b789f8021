using CallGrains.Calls.Events;
using CallGrains.Delivery.Bench;
using Microsoft.AspNetCore.Http;

namespace CallGrains.Delivery.Log;

public sealed class DeadLetterTests
{
    [Fact]
    public async Task Deliver_Refused_StoresTheLetterBeforeItSettles()
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = Status(400);
        var store = new GatedStore();
        await using var bench = await DeliveryBench.StartAsync(store: store);
        var callback = Sample.Event(webhook.Url("/a"));
        var storedWhenSettled = false;
        bench.Calls.OnSettled = _ => storedWhenSettled = store.Inner.HasLetter(callback.Id);

        store.Close();
        bench.Calls.Owe(callback);
        await Eventually.HoldsAsync(() => store.Waiting > 0, "the letter is on its way to the store");
        bench.Calls.Settled.ShouldBeEmpty();

        store.Open();
        await bench.SettledAsync(1);
        storedWhenSettled.ShouldBeTrue();
    }

    [Fact]
    public async Task Deliver_StoreFails_SettlesOnlyWhenTheLetterIsStoredAtLast()
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = Status(400);
        var store = new GatedStore { Faults = 2 };
        await using var bench = await DeliveryBench.StartAsync(store: store);
        var callback = Sample.Event(webhook.Url("/a"));

        bench.Calls.Owe(callback);
        await bench.SettledAsync(1);

        store.Faults.ShouldBe(0);
        bench.Record(callback.Id).State.ShouldBe(DeliveryState.Dead);
        webhook.Received.Count.ShouldBe(1, "only the store was tried again");
    }

    [Fact]
    public async Task Deliver_LoggerFails_SettlesWhenItWorksAgain()
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = Status(400);
        await using var bench = await DeliveryBench.StartAsync(logger: new FailingLogger<Callbacks.CallbackDelivery>(2));
        var (dead, next) = (Sample.Event(webhook.Url("/a")), Sample.Event(webhook.Url("/a")));

        bench.Calls.Owe(dead, next);
        await bench.SettledAsync(2);

        bench.Record(dead.Id).State.ShouldBe(DeliveryState.Dead);
        bench.Record(next.Id).State.ShouldBe(DeliveryState.Dead);
    }

    [Fact]
    public async Task Redeliver_DeadLetter_SendsTheSameBytesAgain()
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = Status(404);
        await using var bench = await DeliveryBench.StartAsync();
        var callback = Sample.Event(webhook.Url("/a?code=secret")) with { TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
        bench.Calls.Owe(callback);
        await bench.SettledAsync(1);

        webhook.Answer = Status(200);
        (await bench.Log.RedeliverAsync(callback.Id, default)).ShouldBe(RedeliveryAnswer.Accepted);
        var record = await bench.RecordAsync(callback.Id, record => record.State == DeliveryState.Delivered, "the letter is delivered");

        record.Tries.ShouldBe(2);
        webhook.Received.Count.ShouldBe(2);
        webhook.Received[1].Body.ShouldBe(webhook.Received[0].Body);
        webhook.Received[1].Headers["traceparent"].ShouldBe(callback.TraceParent);
        bench.Calls.Settled.Count.ShouldBe(1, "its call is not told again");
        (await bench.Store.FindLetterAsync(callback.Id, default)).ShouldBeNull();
        record.ShownUri.ShouldBe(webhook.Url("/a?…"));
    }

    [Fact]
    public async Task Redeliver_FailsAgain_IsDeadAgainAfterOneTry()
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = Status(400);
        await using var bench = await DeliveryBench.StartAsync();
        var callback = Sample.Event(webhook.Url("/a"));
        bench.Calls.Owe(callback);
        await bench.SettledAsync(1);

        webhook.Answer = Status(503);
        await bench.Log.RedeliverAsync(callback.Id, default);
        var record = await bench.RecordAsync(callback.Id, record => record.Tries == 2, "it is tried once more");

        record.State.ShouldBe(DeliveryState.Dead);
        record.LastError.ShouldBe("Answered 503.");
        (await bench.Store.FindLetterAsync(callback.Id, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Redeliver_NotDead_SaysSo()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var bench = await DeliveryBench.StartAsync();
        var callback = Sample.Event(webhook.Url("/a"));
        bench.Calls.Owe(callback);
        await bench.RecordAsync(callback.Id, record => record.State == DeliveryState.Delivered, "the event is delivered");

        (await bench.Log.RedeliverAsync(callback.Id, default)).ShouldBe(RedeliveryAnswer.NotDead);
        (await bench.Log.RedeliverAsync(Guid.NewGuid(), default)).ShouldBe(RedeliveryAnswer.NotFound);
    }

    [Fact]
    public async Task RedeliverAll_ManyLegs_SendsAllThoseOfOneStreamInOrder()
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = Status(400);
        await using var bench = await DeliveryBench.StartAsync();
        CallbackEvent[] events = [.. Enumerable.Range(0, 1_200).Select(i => Sample.Event(webhook.Url($"/{i % 30}"), (ushort)(1 + (i % 30))))];
        bench.Calls.Owe(events);
        await bench.SettledAsync(events.Length);
        var tried = webhook.Received.Count;

        webhook.Answer = Status(200);
        (await bench.Log.RedeliverAllAsync(default)).ShouldBe(events.Length);
        await Eventually.HoldsAsync(() => events.All(callback => bench.Record(callback.Id).State == DeliveryState.Delivered), "all letters are delivered");

        var again = webhook.Received.Skip(tried).ToList();
        again.Count.ShouldBe(events.Length);
        foreach (var stream in events.GroupBy(callback => callback.Stream.Uri))
        {
            again.Where(request => webhook.Url(request.Path) == stream.Key).Select(request => request.EventId)
                .ShouldBe(stream.Select(callback => callback.Id));
        }

        (await bench.Log.RedeliverAllAsync(default)).ShouldBe(0);
    }

    [Fact]
    public async Task Start_RedeliveryWasUnderWay_IsTakenUp()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var silent = RawServer.Silent();
        var store = new MemoryDeliveryStore();
        var callback = Sample.Event($"http://127.0.0.1:{silent.Port}/");
        await using (var before = await DeliveryBench.StartAsync(store: store))
        {
            before.Delivery.Overflow(callback);
            await before.SettledAsync(1);
            await before.Log.RedeliverAsync(callback.Id, default);
            await Eventually.HoldsAsync(() => silent.Accepted > 0, "the redelivery is under way");
        }

        (await store.FindAsync(callback.Id, default))!.State.ShouldBe(DeliveryState.Pending);
        var accepted = silent.Accepted;
        await using var after = await DeliveryBench.StartAsync(store: store);

        await Eventually.HoldsAsync(() => silent.Accepted > accepted, "the redelivery is taken up");
    }

    [Fact]
    public async Task Records_OfSignedCallbacks_HoldNoToken()
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = Status(401);
        await using var bench = await DeliveryBench.StartAsync();
        var callback = Sample.Event(webhook.Url("/a"));
        bench.Calls.Owe(callback);
        await bench.SettledAsync(1);

        var letter = (await bench.Store.FindLetterAsync(callback.Id, default))!;
        var token = (await bench.Signer.AuthorizationAsync(default))["Bearer ".Length..];
        bench.Record(callback.Id).ToString().ShouldNotContain(token);
        System.Text.Encoding.UTF8.GetString(letter.Body.Span).ShouldNotContain(token);
    }

    private static Func<HttpContext, ReceivedRequest, Task> Status(int status) => (context, _) =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };
}

file static class StoreExtensions
{
    /// <summary>Whether the store has a letter, asked from where nothing can be awaited; a store in memory answers at once.</summary>
    public static bool HasLetter(this MemoryDeliveryStore store, Guid eventId) =>
        store.FindLetterAsync(eventId, default).AsTask() is { IsCompletedSuccessfully: true, Result: not null };
}
