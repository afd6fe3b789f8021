using System.Text.Json;
using Azure.Messaging.EventGrid;
using Azure.Messaging.EventGrid.SystemEvents;
using CallGrains.Delivery.Bench;
using Microsoft.AspNetCore.Http;

namespace CallGrains.Delivery.EventGrid;

public sealed class EventSubscriptionsTests
{
    [Fact]
    public async Task Subscribe_ReceiverAnswersTheCode_IsValidatedAtOnce()
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = (context, request) => context.Response.WriteAsJsonAsync(new { validationResponse = Validation(request).ValidationCode });
        await using var bench = await EventGridBench.StartAsync();

        var outcome = await bench.SubscribeAsync(webhook.Url("/events"));

        outcome.Refusal.ShouldBeNull();
        outcome.Subscription.ShouldNotBeNull().IsValidated.ShouldBeTrue();
        outcome.Subscription.ValidationCode.ShouldBeNull();
        webhook.Received.ShouldHaveSingleItem().Headers["aeg-event-type"].ShouldBe("SubscriptionValidation");
        bench.Publisher.HasSubscriptionFor(Sample.Alice).ShouldBeTrue();
    }

    [Fact]
    public async Task Subscribe_ReceiverSaysNothing_WaitsForTheUrl()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var bench = await EventGridBench.StartAsync();

        var outcome = await bench.SubscribeAsync(webhook.Url("/events"));

        outcome.Subscription.ShouldNotBeNull().IsValidated.ShouldBeFalse();
        bench.Publisher.HasSubscriptionFor(Sample.Alice).ShouldBeFalse();
        var code = Validation(webhook.Received[0]).ValidationCode;
        Validation(webhook.Received[0]).ValidationUrl.ShouldBe($"http://engine.example/app?code={code}");
        (await bench.Subscriptions.ConfirmAsync("app", "another", default)).ShouldBeFalse();
        (await bench.Subscriptions.ConfirmAsync("other", code, default)).ShouldBeFalse();
        (await bench.Subscriptions.ConfirmAsync("app", code, default)).ShouldBeTrue();
        bench.Publisher.HasSubscriptionFor(Sample.Alice).ShouldBeTrue();
        (await bench.Subscriptions.ConfirmAsync("app", code, default)).ShouldBeFalse("a code is good for once");
    }

    [Fact]
    public async Task Confirm_TooLate_IsRefused()
    {
        await using var webhook = await Webhook.StartAsync();
        var clock = new ManualTimeProvider();
        await using var bench = await EventGridBench.StartAsync(time: clock);
        await bench.SubscribeAsync(webhook.Url("/events"));

        clock.Advance(TimeSpan.FromMinutes(11));

        (await bench.Subscriptions.ConfirmAsync("app", Validation(webhook.Received[0]).ValidationCode, default)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("wrongCode", "another validation code")]
    [InlineData("refuses", "with 404")]
    [InlineData("redirects", "with 307")]
    public async Task Subscribe_ReceiverRefuses_MakesNone(string how, string reason)
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = (context, _) =>
        {
            context.Response.StatusCode = how switch
            {
                "refuses" => 404,
                "redirects" => 307,
                _ => 200,
            };
            context.Response.Headers.Location = webhook.Url("/elsewhere");
            return context.Response.WriteAsJsonAsync(new { validationResponse = "guessed" });
        };
        await using var bench = await EventGridBench.StartAsync();

        var outcome = await bench.SubscribeAsync(webhook.Url("/events"));

        outcome.Subscription.ShouldBeNull();
        outcome.Refusal.ShouldNotBeNull().Target.ShouldBe("url");
        outcome.Refusal.Message.ShouldContain(reason);
        bench.Subscriptions.All.ShouldBeEmpty();
        webhook.Received.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("*", true, null)]
    [InlineData("eventgrid.azure.net", true, null)]
    [InlineData("other.example, EventGrid.Azure.Net", true, null)]
    [InlineData(null, false, null)]
    [InlineData("other.example", false, "other origins")]
    public async Task Subscribe_CloudEvents_AsksByOptions(string? allowed, bool validated, string? refusal)
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = (context, _) =>
        {
            if (allowed is not null)
                context.Response.Headers["WebHook-Allowed-Origin"] = allowed;
            return Task.CompletedTask;
        };
        await using var bench = await EventGridBench.StartAsync();

        var outcome = await bench.SubscribeAsync(webhook.Url("/events"), EventSchema.CloudEvents);

        var request = webhook.Received.ShouldHaveSingleItem();
        request.Method.ShouldBe("OPTIONS");
        request.Headers["WebHook-Request-Origin"].ShouldBe("eventgrid.azure.net");
        request.Headers["WebHook-Request-Callback"].ShouldStartWith("http://engine.example/app?code=");
        (outcome.Subscription?.IsValidated ?? false).ShouldBe(validated);
        if (refusal is null)
            outcome.Refusal.ShouldBeNull();
        else
            outcome.Refusal.ShouldNotBeNull().Message.ShouldContain(refusal);
    }

    [Theory]
    [InlineData("", "https://app.example/", "", "name")]
    [InlineData("a b", "https://app.example/", "", "name")]
    [InlineData("app", "http://app.example/", "", "url")]
    [InlineData("app", "https://10.0.0.1/", "", "url")]
    public async Task Subscribe_BadInput_NamesTheField(string name, string url, string toPrefix, string target)
    {
        await using var bench = await EventGridBench.StartAsync();

        var outcome = await bench.SubscribeAsync(url, name: name, toPrefix: toPrefix);

        outcome.Refusal.ShouldNotBeNull().Target.ShouldBe(target);
    }

    [Fact]
    public async Task Subscribe_UnknownType_NamesTheField()
    {
        await using var bench = await EventGridBench.StartAsync();
        var wanted = new EventSubscription("app", "https://app.example/", EventSchema.EventGrid, "") { IncludedEventTypes = ["Nonsense"] };

        var outcome = await bench.Subscriptions.SubscribeAsync(wanted, (_, _) => "", default);

        outcome.Refusal.ShouldNotBeNull().Target.ShouldBe("includedEventTypes");
    }

    [Fact]
    public async Task Subscribe_TooMany_IsRefused()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var bench = await EventGridBench.StartAsync(options => options.MaxSubscriptions = 1);
        await bench.SubscribeAsync(webhook.Url("/events"), name: "one");

        (await bench.SubscribeAsync(webhook.Url("/events"), name: "two")).Refusal.ShouldNotBeNull();
        (await bench.SubscribeAsync(webhook.Url("/other"), name: "one")).Subscription.ShouldNotBeNull().Url.ShouldBe(webhook.Url("/other"));
    }

    [Fact]
    public async Task Start_StoredSubscription_IsThereAgain()
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = (context, _) =>
        {
            context.Response.Headers["WebHook-Allowed-Origin"] = "*";
            return Task.CompletedTask;
        };
        var store = new MemoryEventSubscriptionStore();
        await using (var before = await EventGridBench.StartAsync(store: store))
            await before.SubscribeAsync(webhook.Url("/events"), EventSchema.CloudEvents, toPrefix: "8:acs:");

        await using var after = await EventGridBench.StartAsync(store: store);

        after.Publisher.HasSubscriptionFor(Sample.Alice).ShouldBeTrue();
        (await after.Subscriptions.RemoveAsync("app", default)).ShouldBeTrue();
        (await after.Subscriptions.RemoveAsync("app", default)).ShouldBeFalse();
        (await store.LoadAsync(default)).All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Start_ConfiguredWrongly_SaysWhatIsWrong()
    {
        var fault = await Should.ThrowAsync<ArgumentException>(EventGridBench.StartAsync(EventGridBench.With("ftp://app.example/")));

        fault.Message.ShouldBe("CallGrains:EventGrid:Subscriptions: app: The scheme of the URI is not https.");
    }

    private static SubscriptionValidationEventData Validation(ReceivedRequest request)
    {
        var parsed = EventGridEvent.ParseMany(BinaryData.FromBytes(request.Body)).Single();
        parsed.TryGetSystemEventData(out var data).ShouldBeTrue(JsonSerializer.Serialize(parsed.EventType));
        return data.ShouldBeOfType<SubscriptionValidationEventData>();
    }
}
