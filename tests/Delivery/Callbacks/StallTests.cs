using CallGrains.Calls.Events;
using CallGrains.Delivery.Bench;
using Microsoft.AspNetCore.Http;

namespace CallGrains.Delivery.Callbacks;

public sealed class StallTests
{
    private const int Legs = 200;
    private const int StallingLegs = 20;
    private const int EventsPerLeg = 5;

    [Fact]
    public async Task Deliver_TwentyOfTwoHundredWebhooksStall_AllOthersArriveMeanwhile()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var silent = RawServer.Silent();
        await using var trickle = RawServer.Trickle();
        await using var garbage = RawServer.Garbage();
        var closed = RawServer.ClosedPort();
        webhook.Answer = StallByPathAsync;
        string[] stalling =
        [
            $"http://127.0.0.1:{silent.Port}/", $"http://127.0.0.1:{trickle.Port}/", $"https://127.0.0.1:{garbage.Port}/",
            $"http://127.0.0.1:{closed}/", webhook.Url("/500"), webhook.Url("/never"),
        ];
        // Real bounds; with a time-out beyond the test, what hangs once hangs till the end.
        await using var bench = await DeliveryBench.StartAsync(new DeliveryOptions { TryTimeout = TimeSpan.FromMinutes(2) });
        CallbackEvent[] stuck = [.. Enumerable.Range(1, StallingLegs).SelectMany(leg => Events(stalling[leg % stalling.Length], leg))];
        CallbackEvent[] others = [.. Enumerable.Range(StallingLegs + 1, Legs - StallingLegs).SelectMany(leg => Events(webhook.Url("/ok"), leg))];

        bench.Calls.Owe([.. stuck, .. others]);
        await bench.SettledAsync(others.Length);

        bench.Calls.Settled.ShouldBe(others.Select(callback => callback.Id), ignoreOrder: true);
        bench.Calls.Owed.ShouldBe(stuck.Length, "those that stall are still owed");
        silent.Accepted.ShouldBeGreaterThan(0);
        trickle.Accepted.ShouldBeGreaterThan(0);
        webhook.At("/never").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Deliver_TwentyOfTwoHundredOfOneHostStallAtOnce_OthersWaitAMillisecond()
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = StallByPathAsync;
        var clock = new ManualTimeProvider();
        await using var bench = await DeliveryBench.StartAsync(new DeliveryOptions(), time: clock);
        // Those that stall come first and take every prompt place.
        for (var leg = 1; leg <= Legs; leg++)
            bench.Calls.Owe(Events(webhook.Url(leg <= StallingLegs ? "/never" : "/ok"), leg));
        await Eventually.HoldsAsync(() => webhook.Received.Count == 16, "all prompt places are taken");
        webhook.At("/ok").ShouldBeEmpty();

        clock.Advance(TimeSpan.FromMilliseconds(1));
        await bench.SettledAsync((Legs - StallingLegs) * EventsPerLeg);

        webhook.At("/ok").Count.ShouldBe((Legs - StallingLegs) * EventsPerLeg);
        webhook.At("/never").Count.ShouldBe(StallingLegs, "they still hang, and none was tried twice");
        bench.Calls.Owed.ShouldBe(StallingLegs * EventsPerLeg);
    }

    [Fact]
    public async Task Deliver_ProvenWebhooksBeginToStall_OthersOfTheHostWaitAMillisecond()
    {
        await using var webhook = await Webhook.StartAsync();
        var stalls = false;
        webhook.Answer = (context, request) => Volatile.Read(ref stalls) ? StallByPathAsync(context, request) : Task.CompletedTask;
        var clock = new ManualTimeProvider();
        await using var bench = await DeliveryBench.StartAsync(new DeliveryOptions(), time: clock);
        for (var leg = 1; leg <= StallingLegs; leg++)
            bench.Calls.Owe(Events(webhook.Url("/never"), leg));
        await bench.SettledAsync(StallingLegs * EventsPerLeg);

        Volatile.Write(ref stalls, true);
        for (var leg = 1; leg <= StallingLegs; leg++)
            bench.Calls.Owe(Events(webhook.Url("/never"), leg));
        bench.Calls.Owe(Events(webhook.Url("/ok"), leg: Legs));
        await Eventually.HoldsAsync(() => webhook.Received.Count == (StallingLegs * EventsPerLeg) + 16, "all prompt places are taken");
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await bench.SettledAsync((StallingLegs + 1) * EventsPerLeg);

        webhook.At("/ok").Count.ShouldBe(EventsPerLeg);
    }

    [Fact]
    public async Task Deliver_AllPromptPlacesOfAHostStall_OthersOfTheHostArrive()
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = StallByPathAsync;
        await using var bench = await DeliveryBench.StartAsync(new DeliveryOptions { MaxPerHost = 2, TryTimeout = TimeSpan.FromMinutes(2) });
        for (var leg = 1; leg <= 10; leg++)
            bench.Calls.Owe(Events(webhook.Url("/never"), leg));

        bench.Calls.Owe(Events(webhook.Url("/ok"), leg: 11));
        await bench.SettledAsync(EventsPerLeg);

        webhook.At("/ok").Count.ShouldBe(EventsPerLeg);
    }

    [Fact]
    public async Task Deliver_StallingHostTakesAllItMay_AnotherHostIsNotDelayed()
    {
        await using var silent = RawServer.Silent();
        await using var webhook = await Webhook.StartAsync();
        // Nothing is ever slow here: the stalling host really keeps its places.
        await using var bench = await DeliveryBench.StartAsync(new DeliveryOptions
        {
            MaxPerHost = 4,
            MaxInFlight = 5,
            SlowAfterAtLeast = TimeSpan.FromMinutes(5),
            SlowAfter = TimeSpan.FromMinutes(5),
            TryTimeout = TimeSpan.FromMinutes(2),
        });
        for (var leg = 1; leg <= 50; leg++)
            bench.Calls.Owe(Events($"http://127.0.0.1:{silent.Port}/", leg));

        bench.Calls.Owe([.. Enumerable.Range(51, 20).SelectMany(leg => Events(webhook.Url("/ok"), leg))]);
        await bench.SettledAsync(20 * EventsPerLeg);

        silent.Accepted.ShouldBe(4);
    }

    private static CallbackEvent[] Events(string uri, int leg) =>
        [.. Enumerable.Range(0, EventsPerLeg).Select(_ => Sample.Event(uri, leg: 1, call: (ulong)leg))];

    private static Task StallByPathAsync(HttpContext context, ReceivedRequest request)
    {
        if (request.Path == "/never")
        {
            var aborted = new TaskCompletionSource();
            context.RequestAborted.Register(aborted.SetResult);
            return aborted.Task;
        }

        context.Response.StatusCode = request.Path == "/500" ? 500 : 200;
        return Task.CompletedTask;
    }
}
