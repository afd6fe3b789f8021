using Azure.Messaging;
using Azure.Messaging.EventGrid;
using Azure.Messaging.EventGrid.SystemEvents;
using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Delivery.Bench;
using Microsoft.AspNetCore.Http;

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
        var happened = Happened(type);

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

        CallLifecycleEvent[] events = [.. Types.Select(Happened)];
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
            new("app", webhook.Url("/events"), EventSchema.EventGrid, "") { IsValidated = true, IncludedEventTypes = [EventTypes.CallEnded] }, default);
        await using var bench = await EventGridBench.StartAsync(store: store);

        await bench.Publisher.PublishAsync(Happened(EventTypes.CallStarted));
        await bench.Publisher.PublishAsync(Happened(EventTypes.CallEnded));

        webhook.Received.ShouldHaveSingleItem().Json[0].GetProperty("eventType").GetString().ShouldBe(EventTypes.CallEnded);
        bench.Publisher.HasSubscriptionFor(Sample.Alice).ShouldBeFalse();
    }

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
        var waiting = Types.Select(Happened).Select(happened => bench.Publisher.PublishAsync(happened)).ToArray();
        await Eventually.HoldsAsync(() => gone.Received.Any(static request => request.Method == "POST"), "the first event was tried");

        if (isRemovedFirst)
            (await bench.Subscriptions.RemoveAsync("app", default)).ShouldBeTrue();
        (await bench.SubscribeAsync(webhook.Url("/events"), EventSchema.CloudEvents)).Subscription!.IsValidated.ShouldBeTrue();
        var happened = Happened(EventTypes.CallStarted);
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
        webhook.Answer = AgreesAndFails;
        _ = await bench.SubscribeAsync(webhook.Url("/events"), EventSchema.CloudEvents);
        var waiting = bench.Publisher.PublishAsync(Happened(EventTypes.CallEnded));
        await Eventually.HoldsAsync(() => webhook.Received.Any(static request => request.Method == "POST"), "the first event was tried");

        _ = await bench.Subscriptions.RemoveAsync("app", default);
        webhook.Answer = Agrees;
        _ = await bench.SubscribeAsync(webhook.Url("/events"), EventSchema.CloudEvents);
        var happened = Happened(EventTypes.CallStarted);
        await bench.Publisher.PublishAsync(happened);

        await waiting;
        webhook.Received[^1].Json.GetProperty("id").GetGuid().ShouldBe(happened.Id);
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

    private static CallLifecycleEvent Happened(string type)
    {
        CallLifecycleEvent happened = type switch
        {
            EventTypes.CallStarted => new CallStarted { Id = Guid.NewGuid(), Time = Sample.Time, ServerCallId = "", CorrelationId = Guid.Empty, StartedBy = Sample.Alice },
            EventTypes.CallEnded => new CallEnded(TimeSpan.FromSeconds(49.5), new ResultInformation(200, 7_000, "ended"))
            {
                Id = Guid.NewGuid(),
                Time = Sample.Time,
                ServerCallId = "",
                CorrelationId = Guid.Empty,
                StartedBy = Sample.Alice,
            },
            EventTypes.CallParticipantAdded => new CallParticipantAdded(Sample.Phone, Guid.NewGuid())
            {
                Id = Guid.NewGuid(),
                Time = Sample.Time,
                ServerCallId = "",
                CorrelationId = Guid.Empty,
                StartedBy = Sample.Alice,
                DisplayName = "Phone",
            },
            _ => new CallParticipantRemoved(Sample.Phone, Guid.NewGuid())
            {
                Id = Guid.NewGuid(),
                Time = Sample.Time,
                ServerCallId = "",
                CorrelationId = Guid.Empty,
                StartedBy = Sample.Alice,
            },
        };
        return happened with { ServerCallId = "aHR0cHM6Ly9hcGku", Room = "room-1", IsTwoParty = true };
    }
}
