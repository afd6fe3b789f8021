using Azure.Messaging;
using Azure.Messaging.EventGrid;
using Azure.Messaging.EventGrid.SystemEvents;
using CallGrains.Calls.Identifiers;
using CallGrains.Delivery.Bench;

namespace CallGrains.Delivery.EventGrid;

public sealed class EventGridPublisherTests
{
    private static readonly string[] Types =
    [
        "Microsoft.Communication.CallStarted", "Microsoft.Communication.CallEnded",
        "Microsoft.Communication.CallParticipantAdded", "Microsoft.Communication.CallParticipantRemoved",
    ];

    public static TheoryData<string> LifecycleTypes => [.. Types];

    [Fact]
    public async Task Announce_EventGridSchema_IsParsedByTheOfficialClient()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var bench = await EventGridBench.StartAsync(EventGridBench.With(webhook.Url("/events")));

        (await bench.Publisher.AnnounceAsync(EventGridBench.Invite(), default)).ShouldBe(1);

        var request = webhook.Received.ShouldHaveSingleItem();
        request.Headers["aeg-event-type"].ShouldBe("Notification");
        request.Headers["Content-Type"].ShouldBe("application/json; charset=utf-8");
        var parsed = EventGridEvent.ParseMany(BinaryData.FromBytes(request.Body)).ShouldHaveSingleItem();
        parsed.EventType.ShouldBe("Microsoft.Communication.IncomingCall");
        parsed.Subject.ShouldBe("/caller/4:+14255550123/recipient/8:acs:bob");
        parsed.EventTime.ShouldBe(Sample.Time);
        parsed.DataVersion.ShouldBe("1.0");
        parsed.Topic.ShouldStartWith("/subscriptions/");
        parsed.TryGetSystemEventData(out var data).ShouldBeTrue();
        CheckIncomingCall(data.ShouldBeOfType<AcsIncomingCallEventData>());
    }

    [Fact]
    public async Task Announce_CloudEventsSchema_IsParsedByTheOfficialClient()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var bench = await EventGridBench.StartAsync(EventGridBench.With(webhook.Url("/events"), EventSchema.CloudEvents));

        await bench.Publisher.AnnounceAsync(EventGridBench.Invite(), default);

        var request = webhook.Received.ShouldHaveSingleItem();
        request.Headers["Content-Type"].ShouldBe("application/cloudevents+json; charset=utf-8");
        request.Headers.Keys.ShouldNotContain("aeg-event-type");
        var parsed = CloudEvent.Parse(BinaryData.FromBytes(request.Body)).ShouldNotBeNull();
        parsed.Type.ShouldBe("Microsoft.Communication.IncomingCall");
        parsed.Time.ShouldBe(Sample.Time);
        parsed.TryGetSystemEventData(out var data).ShouldBeTrue();
        CheckIncomingCall(data.ShouldBeOfType<AcsIncomingCallEventData>());
    }

    [Fact]
    public async Task Announce_NoCustomContext_OmitsIt()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var bench = await EventGridBench.StartAsync(EventGridBench.With(webhook.Url("/events")));

        await bench.Publisher.AnnounceAsync(EventGridBench.Invite() with { CustomContext = null, OnBehalfOf = Sample.Alice }, default);

        var data = webhook.Received[0].Json[0].GetProperty("data");
        data.TryGetProperty("customContext", out _).ShouldBeFalse();
        data.GetProperty("onBehalfOfCallee").GetProperty("rawId").GetString().ShouldBe("8:acs:alice");
        ClosedSchema.Faults(data, "IncomingCall").ShouldBeEmpty();
    }

    [Fact]
    public async Task Announce_Fails_IsTriedAgainWithTheSameId()
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = (context, _) =>
        {
            context.Response.StatusCode = webhook.Received.Count < 3 ? 503 : 200;
            return Task.CompletedTask;
        };
        await using var bench = await EventGridBench.StartAsync(EventGridBench.With(webhook.Url("/events")));

        (await bench.Publisher.AnnounceAsync(EventGridBench.Invite(), default)).ShouldBe(1);
        await bench.Publisher.AnnounceAsync(EventGridBench.Invite(), default);
        await bench.Publisher.AnnounceAsync(EventGridBench.Invite(ring: 2), default);

        var ids = webhook.Received.Select(request => request.EventId).ToList();
        ids.Count.ShouldBe(5);
        ids[..4].Distinct().Count().ShouldBe(1, "tries and repeats of one ringing share their id");
        ids[4].ShouldNotBe(ids[0]);
        webhook.Received.Select(request => request.Headers["aeg-delivery-count"]).ShouldBe(["0", "1", "2", "0", "0"]);
    }

    [Fact]
    public async Task Announce_Refused_CountsNotAndIsNotTriedAgain()
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = (context, request) =>
        {
            context.Response.StatusCode = request.Path == "/no" ? 400 : 200;
            return Task.CompletedTask;
        };
        await using var bench = await EventGridBench.StartAsync(EventGridBench.With(webhook.Url("/no"), name: "no") + EventGridBench.With(webhook.Url("/yes"), name: "yes"));

        (await bench.Publisher.AnnounceAsync(EventGridBench.Invite(), default)).ShouldBe(1);

        webhook.Received.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Announce_RingingEnds_Stops()
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = (context, _) =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await using var bench = await EventGridBench.StartAsync(EventGridBench.With(webhook.Url("/events")));
        using var ringing = new CancellationTokenSource();

        var announcing = bench.Publisher.AnnounceAsync(EventGridBench.Invite(), ringing.Token);
        await Eventually.HoldsAsync(() => webhook.Received.Count >= 2, "it is tried twice");
        await ringing.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(announcing);
    }

    [Theory]
    [InlineData("", "8:acs:bob", true)]
    [InlineData("8:acs:", "8:acs:bob", true)]
    [InlineData("4:+1425", "4:+14255550123", true)]
    [InlineData("4:+1425", "4:+14265550123", false)]
    [InlineData("8:acs:bob", "8:acs:bo", false)]
    [InlineData("8:ACS:", "8:acs:bob", false)]
    public async Task HasSubscriptionFor_Prefix_DecidesWhoIsTold(string prefix, string to, bool expected)
    {
        await using var webhook = await Webhook.StartAsync();
        await using var bench = await EventGridBench.StartAsync(EventGridBench.With(webhook.Url("/events"), toPrefix: prefix));

        bench.Publisher.HasSubscriptionFor(CommunicationIdentifier.Parse(to)).ShouldBe(expected);
        (await bench.Publisher.AnnounceAsync(EventGridBench.Invite(to), default)).ShouldBe(expected ? 1 : 0);
    }

    [Theory]
    [MemberData(nameof(LifecycleTypes))]
    public async Task Publish_EventOfACall_IsParsedInBothSchemas(string type)
    {
        await using var webhook = await Webhook.StartAsync();
        await using var bench = await EventGridBench.StartAsync(
            EventGridBench.With(webhook.Url("/grid"), name: "grid") + EventGridBench.With(webhook.Url("/cloud"), EventSchema.CloudEvents, name: "cloud"));
        var happened = EventGridBench.Happened(type);

        await bench.Publisher.PublishAsync(happened);

        var grid = EventGridEvent.ParseMany(BinaryData.FromBytes(webhook.At("/grid").ShouldHaveSingleItem().Body)).Single();
        var cloud = CloudEvent.Parse(BinaryData.FromBytes(webhook.At("/cloud").ShouldHaveSingleItem().Body)).ShouldNotBeNull();
        grid.EventType.ShouldBe(type);
        cloud.Type.ShouldBe(type);
        cloud.Id.ShouldBe(grid.Id);
        grid.Id.ShouldBe(happened.Id.ToString());
        grid.Subject.ShouldStartWith("call/aHR0cHM6Ly9hcGku");
        var data = webhook.At("/grid")[0].Json[0].GetProperty("data");
        data.GetProperty("startedBy").GetProperty("communicationIdentifier").GetProperty("rawId").GetString().ShouldBe("8:acs:alice");
        data.GetProperty("serverCallId").GetString().ShouldBe("aHR0cHM6Ly9hcGku");
        data.GetProperty("room").GetProperty("id").GetString().ShouldBe("room-1");
        data.GetProperty("isRoomsCall").GetBoolean().ShouldBeTrue();
        data.TryGetProperty("group", out _).ShouldBeFalse();
        if (happened is CallEnded)
        {
            data.GetProperty("durationOfCall").GetDouble().ShouldBe(49.5);
            data.GetProperty("reason").GetProperty("subCode").GetInt32().ShouldBe(7_000);
        }
        else if (happened is not CallStarted)
        {
            data.GetProperty("user").GetProperty("communicationIdentifier").GetProperty("rawId").GetString().ShouldBe("4:+14255550123");
        }
    }

    [Fact]
    public async Task Publish_OneSubscriptionHangs_DelaysNeitherTheOtherNorTheCaller()
    {
        await using var silent = RawServer.Silent();
        await using var webhook = await Webhook.StartAsync();
        await using var bench = await EventGridBench.StartAsync(
            EventGridBench.With($"http://127.0.0.1:{silent.Port}/", name: "hangs")
            + EventGridBench.With(webhook.Url("/events"), name: "works")
            + (options => options.TryTimeout = TimeSpan.FromSeconds(1)));

        CallLifecycleEvent[] events = [.. Types.Select(EventGridBench.Happened)];
        var published = Task.WhenAll(events.Select(happened => bench.Publisher.PublishAsync(happened)));
        await Eventually.HoldsAsync(() => webhook.Received.Count == events.Length, "the working subscription has all events");
        await published;

        webhook.Received.Select(request => request.EventId).ShouldBe(events.Select(happened => happened.Id), "in order");
    }

    [Fact]
    public async Task Publish_TypeNotIncluded_IsNotSent()
    {
        await using var webhook = await Webhook.StartAsync();
        var store = new MemoryEventSubscriptionStore();
        await store.SaveAsync(
            new("app", webhook.Url("/events"), EventSchema.EventGrid, "") { IsValidated = true, IncludedEventTypes = [EventTypes.CallEnded] }, 0, default);
        await using var bench = await EventGridBench.StartAsync(store: store);

        await bench.Publisher.PublishAsync(EventGridBench.Happened(EventTypes.CallStarted));
        await bench.Publisher.PublishAsync(EventGridBench.Happened(EventTypes.CallEnded));

        webhook.Received.ShouldHaveSingleItem().Json[0].GetProperty("eventType").GetString().ShouldBe(EventTypes.CallEnded);
        bench.Publisher.HasSubscriptionFor(Sample.Alice).ShouldBeFalse();
    }

    private static void CheckIncomingCall(AcsIncomingCallEventData data)
    {
        data.ToCommunicationIdentifier.RawId.ShouldBe("8:acs:bob");
        data.ToCommunicationIdentifier.CommunicationUser.Id.ShouldBe("8:acs:bob");
        data.FromCommunicationIdentifier.PhoneNumber.Value.ShouldBe("+14255550123");
        data.ServerCallId.ShouldBe("aHR0cHM6Ly9hcGku");
        data.CallerDisplayName.ShouldBe("Ann \"the\" Caller");
        data.IncomingCallContext.ShouldBe("opaque.context");
        data.CorrelationId.ShouldBe("d99add6c-bf34-47ed-bfaf-ee9a93b6048f");
        data.CustomContext.SipHeaders["X-MS-Custom-a"].ShouldBe("1");
        data.CustomContext.VoipHeaders["b"].ShouldBe("2");
    }
}
