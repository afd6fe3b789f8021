using System.Diagnostics;
using CallGrains.Calls.Events;
using CallGrains.Delivery.Bench;
using CallGrains.Delivery.Log;
using Microsoft.AspNetCore.Http;

namespace CallGrains.Delivery.Callbacks;

public sealed class CallbackDeliveryTests
{
    [Fact]
    public async Task Deliver_EventsOfOneStream_ArriveInOrderOneAtATime()
    {
        await using var webhook = await Webhook.StartAsync();
        var (underWay, most) = (0, 0);
        webhook.Answer = async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref underWay));
            await Task.Yield();
            Interlocked.Decrement(ref underWay);
        };
        await using var bench = await DeliveryBench.StartAsync();
        CallbackEvent[] events = [.. Enumerable.Range(0, 50).Select(_ => Sample.Event(webhook.Url("/a")))];

        bench.Calls.Owe(events);
        await bench.SettledAsync(50);

        webhook.Received.Select(request => request.EventId).ShouldBe(events.Select(callback => callback.Id));
        most.ShouldBe(1);
        bench.Calls.Settled.ShouldBe(events.Select(callback => callback.Id));
    }

    [Fact]
    public async Task Deliver_SwitchedOff_SettlesInOrderAndSendsNothing()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var bench = await DeliveryBench.StartAsync(new() { Enabled = false });
        CallbackEvent[] events = [.. Enumerable.Range(0, 50).Select(_ => Sample.Event(webhook.Url("/a")))];

        bench.Calls.Owe(events);
        await bench.SettledAsync(50);

        bench.Calls.Settled.ShouldBe(events.Select(callback => callback.Id));
        webhook.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task Deliver_OneFails_LaterOnesOfItsStreamWaitAndOthersDoNot()
    {
        await using var webhook = await Webhook.StartAsync();
        var broken = true;
        webhook.Answer = (context, request) =>
        {
            context.Response.StatusCode = Volatile.Read(ref broken) && request.Path == "/broken" ? 500 : 200;
            return Task.CompletedTask;
        };
        await using var bench = await DeliveryBench.StartAsync();
        CallbackEvent[] stuck = [Sample.Event(webhook.Url("/broken")), Sample.Event(webhook.Url("/broken"))];
        var otherUri = Sample.Event(webhook.Url("/override"));
        var otherLeg = Sample.Event(webhook.Url("/other"), leg: 2);

        bench.Calls.Owe([.. stuck, otherUri, otherLeg]);
        await Eventually.HoldsAsync(() => webhook.At("/broken").Count >= 3, "the first event is tried three times");
        await bench.SettledAsync(2);

        webhook.At("/broken").ShouldAllBe(request => request.EventId == stuck[0].Id);
        bench.Calls.Settled.ShouldBe([otherUri.Id, otherLeg.Id], ignoreOrder: true);

        Volatile.Write(ref broken, false);
        await bench.SettledAsync(4);
        webhook.At("/broken")[^1].EventId.ShouldBe(stuck[1].Id);
        bench.Record(stuck[0].Id).State.ShouldBe(DeliveryState.Delivered);
        bench.Record(stuck[0].Id).Tries.ShouldBeGreaterThanOrEqualTo(4);
        bench.Record(stuck[0].Id).LastError.ShouldBeNull();
    }

    [Fact]
    public async Task Deliver_SameEventWhileQueued_SendsItOnce()
    {
        await using var webhook = await Webhook.StartAsync();
        var gate = new TaskCompletionSource();
        webhook.Answer = (_, _) => gate.Task;
        await using var bench = await DeliveryBench.StartAsync();
        var callback = Sample.Event(webhook.Url("/a"));

        bench.Delivery.Deliver(callback);
        bench.Delivery.Deliver(callback);
        await Eventually.HoldsAsync(() => webhook.Received.Count == 1, "the event arrives");
        bench.Delivery.Deliver(callback);
        gate.SetResult();
        await bench.SettledAsync(1);

        var last = Sample.Event(webhook.Url("/a"));
        bench.Delivery.Deliver(last);
        await bench.SettledAsync(2);
        webhook.Received.Select(request => request.EventId).ShouldBe([callback.Id, last.Id]);
    }

    [Fact]
    public async Task Deliver_Request_IsWhatReceiversExpect()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var bench = await DeliveryBench.StartAsync();
        const string traceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        bench.Calls.Owe(Sample.Event(webhook.Url("/hooks/a?x=1")) with { TraceParent = traceParent });
        await bench.SettledAsync(1);

        var request = webhook.Received.ShouldHaveSingleItem();
        request.Method.ShouldBe("POST");
        request.Path.ShouldBe("/hooks/a");
        request.Headers["Content-Type"].ShouldBe("application/json; charset=utf-8");
        request.Headers["Authorization"].ShouldStartWith("Bearer ");
        request.Headers["traceparent"].ShouldBe(traceParent);
        request.Headers["Content-Length"].ShouldBe(request.Body.Length.ToString());
        request.Headers.Keys.ShouldNotContain("Cookie");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense\r\nX-Evil: 1")]
    public async Task Deliver_NoValidTraceParent_SendsNone(string? traceParent)
    {
        await using var webhook = await Webhook.StartAsync();
        await using var bench = await DeliveryBench.StartAsync();

        using var unrelated = new Activity("request").Start();
        bench.Calls.Owe(Sample.Event(webhook.Url("/a")) with { TraceParent = traceParent });
        await bench.SettledAsync(1);

        webhook.Received[0].Headers.Keys.ShouldNotContain("traceparent");
        webhook.Received[0].Headers.Keys.ShouldNotContain("X-Evil");
    }

    [Fact]
    public async Task Deliver_SomebodyTraces_LinksTheCallbackToItsRequest()
    {
        await using var webhook = await Webhook.StartAsync();
        var traceId = ActivityTraceId.CreateRandom();
        Activity? seen = null;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "CallGrains.Delivery",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => seen = activity.TraceId == traceId ? activity : seen,
        };
        ActivitySource.AddActivityListener(listener);
        await using var bench = await DeliveryBench.StartAsync();

        bench.Calls.Owe(Sample.Event(webhook.Url("/a")) with { TraceParent = $"00-{traceId}-b7ad6b7169203331-01" });
        await bench.SettledAsync(1);

        seen.ShouldNotBeNull();
        seen.ParentSpanId.ToString().ShouldBe("b7ad6b7169203331");
        webhook.Received[0].Headers["traceparent"].ShouldBe(seen.Id);
    }

    [Fact]
    public async Task Deliver_ManyOneAfterTheOther_UsesOneConnection()
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = (context, _) => context.Response.WriteAsync(new string('x', 5_000));
        await using var bench = await DeliveryBench.StartAsync();

        bench.Calls.Owe([.. Enumerable.Range(0, 40).Select(_ => Sample.Event(webhook.Url("/a")))]);
        await bench.SettledAsync(40);

        webhook.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Deliver_ManyLegsOfOneHost_KeepsTheBoundAndItsConnections()
    {
        await using var webhook = await Webhook.StartAsync();
        var (underWay, most) = (0, 0);
        webhook.Answer = async (_, _) =>
        {
            var now = Interlocked.Increment(ref underWay);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref underWay);
        };
        // Nothing counts as slow here, so the bound is that of prompt requests alone.
        await using var bench = await DeliveryBench.StartAsync(DeliveryBench.Quick(o => (o.MaxPerHost, o.SlowAfterAtLeast, o.SlowAfter) = (4, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1))));

        for (ushort leg = 1; leg <= 100; leg++)
            bench.Calls.Owe([.. Enumerable.Range(0, 5).Select(_ => Sample.Event(webhook.Url($"/{leg}"), leg))]);
        await bench.SettledAsync(500);

        most.ShouldBeInRange(2, 4);
        webhook.Connections.ShouldBeLessThanOrEqualTo(4);
    }

    [Fact]
    public async Task Overflow_Event_IsADeadLetterWithoutATry()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var bench = await DeliveryBench.StartAsync();
        var callback = Sample.Event(webhook.Url("/a"));

        bench.Delivery.Overflow(callback);
        await bench.SettledAsync(1);

        webhook.Received.ShouldBeEmpty();
        var record = bench.Record(callback.Id);
        record.State.ShouldBe(DeliveryState.Dead);
        record.Tries.ShouldBe(0);
        record.LastError.ShouldBe("Too many undelivered events of this leg.");
    }

    [Fact]
    public async Task Deliver_UriNotAllowed_IsADeadLetterWithTheReason()
    {
        await using var bench = await DeliveryBench.StartAsync();
        var callback = Sample.Event("http://app.example/hook");

        bench.Calls.Owe(callback);
        await bench.SettledAsync(1);

        bench.Record(callback.Id).State.ShouldBe(DeliveryState.Dead);
        bench.Record(callback.Id).LastError.ShouldNotBeNull().ShouldContain("Plain http is not allowed");
    }

    [Fact]
    public async Task Dispose_RequestUnderWay_SettlesNothingAndEndsSoon()
    {
        await using var silent = RawServer.Silent();
        var bench = await DeliveryBench.StartAsync();
        bench.Calls.Owe(Sample.Event($"http://127.0.0.1:{silent.Port}/"));
        await Eventually.HoldsAsync(() => silent.Accepted > 0, "the request is under way");

        var began = TimeProvider.System.GetTimestamp();
        await bench.DisposeAsync();

        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        bench.Calls.Settled.ShouldBeEmpty();
    }

    internal static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, value, seen);
    }
}
