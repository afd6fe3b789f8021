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
