using CallGrains.Delivery.Bench;
using Microsoft.AspNetCore.Http;

namespace CallGrains.Delivery.EventGrid;

/// <summary>A subscription that is made again: what is validated stays in force until the next one is.</summary>
public sealed class ReplacementTests : IAsyncLifetime
{
    private readonly MemoryEventSubscriptionStore _store = new();
    private readonly TaskCompletionSource<IResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualTimeProvider _clock = new();
    private EventGridBench _bench = null!;
    private Webhook _webhook = null!;

    public async Task InitializeAsync()
    {
        _webhook = await Webhook.StartAsync();
        _webhook.Answer = AnswerAsync;
        _bench = await StartAsync();
    }

    public async Task DisposeAsync()
    {
        _answer.TrySetResult(Results.StatusCode(503));
        await _bench.DisposeAsync();
        await _webhook.DisposeAsync();
    }

    [Theory]
    [InlineData("/agrees")]
    [InlineData("/refuses")]
    public async Task Subscribe_NextOneIsRefused_TheOneInForceStays(string path)
    {
        await MakeAsync("/agrees");
        _webhook.Answer = (context, _) => Results.StatusCode(404).ExecuteAsync(context);

        (await SubscribeAsync(path)).Refusal.ShouldNotBeNull().Target.ShouldBe("url");

        InForce(_bench).ShouldBe(_webhook.Url("/agrees"));
        await using var restarted = await StartAsync();
        InForce(restarted).ShouldBe(_webhook.Url("/agrees"));
    }

    [Theory]
    [InlineData("/agrees")]
    [InlineData("/hangs")]
    public async Task Subscribe_NextOneIsBeingAsked_EventsGoToTheOneInForce(string path)
    {
        await MakeAsync("/agrees");
        await HangAsync(path);

        _bench.Publisher.HasSubscriptionFor(Sample.Alice).ShouldBeTrue();
        var happened = EventGridBench.Happened(EventTypes.CallStarted);
        await _bench.Publisher.PublishAsync(happened);
        (await _bench.Publisher.AnnounceAsync(EventGridBench.Invite(), default)).ShouldBe(1);

        var sent = _webhook.At("/agrees").Where(static request => request.Method == "POST").ToList();
        sent.Count.ShouldBe(2);
        sent[0].Json.GetProperty("id").GetGuid().ShouldBe(happened.Id);
    }

    [Fact]
    public async Task Subscribe_NextOneAgrees_TakesItsPlace()
    {
        await MakeAsync("/agrees");
        var asking = await HangAsync("/hangs");
        InForce(_bench).ShouldBe(_webhook.Url("/agrees"));

        _answer.SetResult(Agreement.Instance);
        (await asking).Subscription.ShouldNotBeNull().IsValidated.ShouldBeTrue();

        InForce(_bench).ShouldBe(_webhook.Url("/hangs"));
        await using var restarted = await StartAsync();
        InForce(restarted).ShouldBe(_webhook.Url("/hangs"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Subscribe_GivenUpWhileAsked_LeavesWhatWasThere(bool isReplacement)
    {
        if (isReplacement)
            await MakeAsync("/agrees");
        var before = (await _store.LoadAsync(default)).All;
        using var client = new CancellationTokenSource();
        var asking = await HangAsync("/hangs", client.Token);

        await client.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(asking);

        InForce(_bench).ShouldBe(isReplacement ? _webhook.Url("/agrees") : null);
        _bench.Subscriptions.All.Count.ShouldBe(before.Count);
        (await _store.LoadAsync(default)).All.ShouldBe(before);
    }

    [Fact]
    public async Task Subscribe_KilledWhileAsked_TheOneInForceStays()
    {
        await MakeAsync("/agrees");
        _ = await HangAsync("/hangs");

        await using var restarted = await StartAsync();

        InForce(restarted).ShouldBe(_webhook.Url("/agrees"));
    }

    [Fact]
    public async Task Subscribe_KilledWhileTheFirstIsAsked_IsForgottenWhenItsTimeIsOver()
    {
        _ = await HangAsync("/hangs");
        var clock = new ManualTimeProvider(_clock.GetUtcNow());
        await using var restarted = await EventGridBench.StartAsync(options => options.MaxSubscriptions = 1, _store, clock);
        restarted.Subscriptions.All.ShouldHaveSingleItem().IsValidated.ShouldBeFalse();

        clock.Advance(TimeSpan.FromMinutes(11));

        restarted.Subscriptions.All.ShouldBeEmpty();
        (await restarted.SubscribeAsync(_webhook.Url("/agrees"), EventSchema.CloudEvents, "other")).Subscription.ShouldNotBeNull("it takes no room");
        (await _store.LoadAsync(default)).All.ShouldHaveSingleItem().Name.ShouldBe("other");
    }

    [Fact]
    public async Task Subscribe_NextOneMayAgreeByUrl_TakesItsPlaceWhenItDoes()
    {
        await MakeAsync("/agrees");
        var code = "";
        var outcome = await _bench.Subscriptions.SubscribeAsync(Wanted("/silent"), (_, told) => code = told, default);

        outcome.Subscription.ShouldNotBeNull().IsValidated.ShouldBeFalse();
        outcome.Subscription.Url.ShouldBe(_webhook.Url("/silent"));
        InForce(_bench).ShouldBe(_webhook.Url("/agrees"));

        // After a restart too.
        await using var restarted = await StartAsync();
        InForce(restarted).ShouldBe(_webhook.Url("/agrees"));
        (await restarted.Subscriptions.ConfirmAsync("app", "another", default)).ShouldBeFalse();
        (await restarted.Subscriptions.ConfirmAsync("app", code, default)).ShouldBeTrue();
        InForce(restarted).ShouldBe(_webhook.Url("/silent"));
        (await restarted.Subscriptions.ConfirmAsync("app", code, default)).ShouldBeFalse();
    }

    [Fact]
    public async Task Subscribe_AnotherIsRefusedMeanwhile_TakesItsPlaceAllTheSame()
    {
        var asking = await HangAsync("/hangs");
        (await SubscribeAsync("/refuses")).Subscription.ShouldBeNull();

        _answer.SetResult(Agreement.Instance);
        (await asking).Subscription.ShouldNotBeNull().IsValidated.ShouldBeTrue();

        InForce(_bench).ShouldBe(_webhook.Url("/hangs"));
    }

    [Fact]
    public async Task Subscribe_AnotherOvertakesIt_SaysSoAndLeavesThatInForce()
    {
        var asking = await HangAsync("/hangs");
        await MakeAsync("/agrees");

        _answer.SetResult(Agreement.Instance);
        (await asking).Refusal.ShouldNotBeNull().Target.ShouldBe("name");

        InForce(_bench).ShouldBe(_webhook.Url("/agrees"));
    }

    [Fact]
    public async Task Subscribe_TheSameOvertakesIt_BothHaveIt()
    {
        var asking = await HangAsync("/hangs");
        _webhook.Answer = (context, _) => Agreement.Instance.ExecuteAsync(context);
        await MakeAsync("/hangs");

        _answer.SetResult(Agreement.Instance);
        (await asking).Subscription.ShouldNotBeNull().IsValidated.ShouldBeTrue();

        InForce(_bench).ShouldBe(_webhook.Url("/hangs"));
    }

    [Fact]
    public async Task Subscribe_RemovedWhileAsked_IsNotMade()
    {
        await MakeAsync("/agrees");
        var asking = await HangAsync("/hangs");
        (await _bench.Subscriptions.RemoveAsync("app", default)).ShouldBeTrue();

        _answer.SetResult(Agreement.Instance);
        (await asking).Refusal.ShouldNotBeNull().Target.ShouldBe("name");

        _bench.Subscriptions.All.ShouldBeEmpty();
        (await _store.LoadAsync(default)).All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Subscribe_RemovedOnAnotherNodeWhileAsked_IsNotMade()
    {
        await MakeAsync("/agrees");
        var asking = await HangAsync("/hangs");
        await using var other = await StartAsync();
        (await other.Subscriptions.RemoveAsync("app", default)).ShouldBeTrue();

        _answer.SetResult(Agreement.Instance);
        (await asking).Refusal.ShouldNotBeNull().Target.ShouldBe("name");

        (await _store.LoadAsync(default)).All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Subscribe_MoreThanCanWait_TheOldestGoes()
    {
        var codes = new List<string>();
        for (var i = 0; i <= SubscriptionSlot.MaxWaiting; i++)
            await _bench.Subscriptions.SubscribeAsync(Wanted("/silent"), (_, told) => Keep(told), default);

        (await _bench.Subscriptions.ConfirmAsync("app", codes[0], default)).ShouldBeFalse();
        (await _bench.Subscriptions.ConfirmAsync("app", codes[2], default)).ShouldBeTrue();
        (await _bench.Subscriptions.ConfirmAsync("app", codes[1], default)).ShouldBeFalse("a later one is in force");
        (await _bench.Subscriptions.ConfirmAsync("app", codes[3], default)).ShouldBeTrue();

        string Keep(string told)
        {
            codes.Add(told);
            return told;
        }
    }

    [Fact]
    public async Task Subscribe_NameOfAConfiguredOne_WhatIsConfiguredIsNotStored()
    {
        await using var bench = await StartAsync(EventGridBench.With(_webhook.Url("/configured"), EventSchema.CloudEvents));

        (await bench.SubscribeAsync(_webhook.Url("/silent"), EventSchema.CloudEvents)).Subscription.ShouldNotBeNull();

        InForce(bench).ShouldBe(_webhook.Url("/configured"));
        (await _store.LoadAsync(default)).All.ShouldHaveSingleItem().IsValidated.ShouldBeFalse();
        (await bench.SubscribeAsync(_webhook.Url("/agrees"), EventSchema.CloudEvents)).Subscription.ShouldNotBeNull();
        InForce(bench).ShouldBe(_webhook.Url("/agrees"));
        await using var restarted = await StartAsync(EventGridBench.With(_webhook.Url("/configured"), EventSchema.CloudEvents));
        InForce(restarted).ShouldBe(_webhook.Url("/configured"));
    }

    private static string? InForce(EventGridBench bench) => bench.Subscriptions.For(Sample.Alice).SingleOrDefault()?.Url;

    private Task<EventGridBench> StartAsync(Action<EventGridOptions>? change = null) => EventGridBench.StartAsync(change, _store, _clock);

    private EventSubscription Wanted(string path) => new("app", _webhook.Url(path), EventSchema.CloudEvents, "");

    private Task<SubscribeOutcome> SubscribeAsync(string path, CancellationToken cancellationToken = default) =>
        _bench.Subscriptions.SubscribeAsync(Wanted(path), (name, code) => $"http://engine.example/{name}?code={code}", cancellationToken);

    private async Task MakeAsync(string path) => (await SubscribeAsync(path)).Subscription.ShouldNotBeNull().IsValidated.ShouldBeTrue();

    /// <summary>Subscribes at a receiver that does not answer before <see cref="_answer"/> is set.</summary>
    private async Task<Task<SubscribeOutcome>> HangAsync(string path, CancellationToken cancellationToken = default)
    {
        var before = _webhook.Received.Count;
        if (path == "/agrees")
        {
            _webhook.Answer = async (context, request) =>
            {
                if (request.Method == "OPTIONS")
                    await (await _answer.Task).ExecuteAsync(context);
            };
        }

        var asking = SubscribeAsync(path, cancellationToken);
        await Eventually.HoldsAsync(() => _webhook.Received.Count > before, "the receiver is asked");
        return asking;
    }

    private async Task AnswerAsync(HttpContext context, ReceivedRequest request)
    {
        var answer = request.Path switch
        {
            "/agrees" => Agreement.Instance,
            "/refuses" => Results.StatusCode(404),
            "/hangs" => await _answer.Task,
            _ => Results.Ok(),
        };
        await answer.ExecuteAsync(context);
    }

    private sealed class Agreement : IResult
    {
        public static readonly Agreement Instance = new();

        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers["WebHook-Allowed-Origin"] = "*";
            return Task.CompletedTask;
        }
    }
}
