using CallGrains.Delivery.Bench;
using Microsoft.AspNetCore.Http;

namespace CallGrains.Delivery.EventGrid;

/// <summary>What waits for a subscription ends with it, and holds up nothing that comes after.</summary>
public sealed class EventGridLaneTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Publish_SubscriptionHasAnotherAddressNow_NothingWaitsForTheOldOne(bool isRemovedFirst)
    {
        await using var gone = await Webhook.StartAsync();
        await using var webhook = await Webhook.StartAsync();
        await using var bench = await EventGridBench.StartAsync(RetriesLater);
        gone.Answer = AgreesAndFails;
        webhook.Answer = Agrees;
        (await bench.SubscribeAsync(gone.Url("/events"), EventSchema.CloudEvents)).Subscription!.IsValidated.ShouldBeTrue();
        var waiting = EventTypes.All.Where(static type => type != EventTypes.IncomingCall).Select(EventGridBench.Happened).Select(happened => bench.Publisher.PublishAsync(happened)).ToArray();
        await Eventually.HoldsAsync(() => gone.Received.Any(static request => request.Method == "POST"), "the first event was tried");

        if (isRemovedFirst)
            (await bench.Subscriptions.RemoveAsync("app", default)).ShouldBeTrue();
        (await bench.SubscribeAsync(webhook.Url("/events"), EventSchema.CloudEvents)).Subscription!.IsValidated.ShouldBeTrue();
        var happened = EventGridBench.Happened(EventTypes.CallStarted);
        await bench.Publisher.PublishAsync(happened);

        await Task.WhenAll(waiting);
        webhook.Received.Single(static request => request.Method == "POST").Json.GetProperty("id").GetGuid().ShouldBe(happened.Id);
        gone.Received.Count(static request => request.Method == "POST").ShouldBe(1, "nothing more went to the old address");
    }

    [Fact]
    public async Task Publish_SubscriptionMadeAgainAtTheSameAddress_DoesNotWaitForTheOldEvents()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var bench = await EventGridBench.StartAsync(RetriesLater);
        var (_, waiting) = await TriedAndFailedAsync(bench, webhook);

        _ = await bench.Subscriptions.RemoveAsync("app", default);
        webhook.Answer = Agrees;
        _ = await bench.SubscribeAsync(webhook.Url("/events"), EventSchema.CloudEvents);
        var happened = EventGridBench.Happened(EventTypes.CallStarted);
        await bench.Publisher.PublishAsync(happened);

        await waiting;
        webhook.Received[^1].Json.GetProperty("id").GetGuid().ShouldBe(happened.Id);
    }

    [Fact]
    public async Task Publish_SubscriptionMadeAgainBeforeTheOldEndWasHeardOf_GoesToTheNewOne()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var bench = await EventGridBench.StartAsync(RetriesLater);
        var (old, waiting) = await TriedAndFailedAsync(bench, webhook);
        using var gate = new ManualResetEventSlim();

        // The last that was registered is told first: the others wait for it.
        await using var late = bench.Subscriptions.EndOf(old).Register(() => gate.Wait(TimeSpan.FromSeconds(30)));
        try
        {
            _ = await bench.Subscriptions.RemoveAsync("app", default);
            webhook.Answer = Agrees;
            _ = await bench.SubscribeAsync(webhook.Url("/events"), EventSchema.CloudEvents);
            var happened = EventGridBench.Happened(EventTypes.CallStarted);
            _ = bench.Publisher.PublishAsync(happened);
            await Eventually.HoldsAsync(
                () => webhook.Received.Any(request => request.Method == "POST" && request.Json.GetProperty("id").GetGuid() == happened.Id), "the event was sent");
        }
        finally
        {
            gate.Set();
        }

        await waiting;
    }

    [Fact]
    public async Task Announce_SubscriptionRemovedWhileItRings_IsOver()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var bench = await EventGridBench.StartAsync(RetriesLater);
        webhook.Answer = AgreesAndFails;
        _ = await bench.SubscribeAsync(webhook.Url("/events"), EventSchema.CloudEvents);
        var announcing = bench.Publisher.AnnounceAsync(EventGridBench.Invite(), default);
        await Eventually.HoldsAsync(() => webhook.Received.Any(static request => request.Method == "POST"), "it was tried");

        _ = await bench.Subscriptions.RemoveAsync("app", default);

        (await announcing).ShouldBe(0);
    }

    /// <summary>A subscription whose receiver fails, and an event on its way there.</summary>
    private static async Task<(EventSubscription Subscription, Task Publishing)> TriedAndFailedAsync(EventGridBench bench, Webhook webhook)
    {
        webhook.Answer = AgreesAndFails;
        var subscription = (await bench.SubscribeAsync(webhook.Url("/events"), EventSchema.CloudEvents)).Subscription!;
        var publishing = bench.Publisher.PublishAsync(EventGridBench.Happened(EventTypes.CallEnded));
        await Eventually.HoldsAsync(() => webhook.Received.Any(static request => request.Method == "POST"), "the first event was tried");
        return (subscription, publishing);
    }

    private static void RetriesLater(EventGridOptions options)
    {
        options.FirstPause = options.MaxPause = TimeSpan.FromHours(1);
        options.RetryFor = TimeSpan.FromDays(1);
    }

    private static Task Agrees(HttpContext context, ReceivedRequest request)
    {
        context.Response.Headers["WebHook-Allowed-Origin"] = "*";
        return Task.CompletedTask;
    }

    private static Task AgreesAndFails(HttpContext context, ReceivedRequest request)
    {
        context.Response.StatusCode = request.Method == "POST" ? 503 : 200;
        return Agrees(context, request);
    }
}
