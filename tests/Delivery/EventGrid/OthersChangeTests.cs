using CallGrains.Delivery.Bench;
using Microsoft.AspNetCore.Http;

namespace CallGrains.Delivery.EventGrid;

/// <summary>Two nodes change the subscriptions of one store: none undoes what the other has said is done.</summary>
public sealed class OthersChangeTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _clock = new();
    private readonly MemoryEventSubscriptionStore _store = new();
    private readonly DisturbedStore _disturbed;
    private EventGridBench _bench = null!;
    private EventGridBench _other = null!;
    private Webhook _webhook = null!;

    public OthersChangeTests() => _disturbed = new(_store);

    public async Task InitializeAsync()
    {
        _webhook = await Webhook.StartAsync();
        _webhook.Answer = static (context, request) =>
        {
            if (request.Path == "/refuses")
                context.Response.StatusCode = StatusCodes.Status404NotFound;
            if (request.Path == "/agrees")
                context.Response.Headers["WebHook-Allowed-Origin"] = "*";
            return Task.CompletedTask;
        };
        _other = await EventGridBench.StartAsync(store: _store, time: _clock);
        _bench = await EventGridBench.StartAsync(static options => options.MaxSubscriptions = 2, _disturbed, _clock);
    }

    public async Task DisposeAsync()
    {
        await _bench.DisposeAsync();
        await _other.DisposeAsync();
        await _webhook.DisposeAsync();
    }

    [Fact]
    public async Task Subscribe_RemovedElsewhereMeanwhile_DoesNotComeBack()
    {
        await MakeAsync("/agrees");
        _disturbed.Meanwhile = async () => (await _other.Subscriptions.RemoveAsync("app", default)).ShouldBeTrue();

        (await SubscribeAsync(_bench, "/refuses")).Refusal.ShouldNotBeNull().Target.ShouldBe("url");

        (await _store.LoadAsync(default)).All.ShouldBeEmpty();
        _bench.Subscriptions.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Subscribe_MadeElsewhereMeanwhile_IsInForceUntilTheNextAgrees()
    {
        var code = await SilentAsync(_other);
        _disturbed.Meanwhile = async () => (await _other.Subscriptions.ConfirmAsync("app", code, default)).ShouldBeTrue();

        (await SubscribeAsync(_bench, "/refuses")).Subscription.ShouldBeNull();

        var kept = (await _store.LoadAsync(default)).All.ShouldHaveSingleItem();
        (kept.IsValidated, kept.Url, kept.Waiting).ShouldBe((true, _webhook.Url("/silent"), null));
    }

    [Fact]
    public async Task Remove_AnotherNameExpiredButMadeElsewhereMeanwhile_StaysMade()
    {
        _ = await SilentAsync(_other);
        await MakeAsync("/agrees", "next");
        _clock.Advance(TimeSpan.FromMinutes(11));
        _disturbed.Meanwhile = () => MakeAsync("/agrees", node: _other);

        (await _bench.Subscriptions.RemoveAsync("next", default)).ShouldBeTrue();

        (await _store.LoadAsync(default)).All.ShouldHaveSingleItem().Name.ShouldBe("app");
    }

    [Fact]
    public async Task Remove_DoneButNotHeard_IsDone()
    {
        await MakeAsync("/agrees");
        _disturbed.IsUnheard = true;

        (await _bench.Subscriptions.RemoveAsync("app", default)).ShouldBeTrue();

        _bench.Subscriptions.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Confirm_DoneButNotHeard_IsDone()
    {
        var code = await SilentAsync(_bench);
        _disturbed.IsUnheard = true;

        (await _bench.Subscriptions.ConfirmAsync("app", code, default)).ShouldBeTrue();

        _bench.Subscriptions.For(Sample.Alice).ShouldHaveSingleItem().Url.ShouldBe(_webhook.Url("/silent"));
        (await _bench.Subscriptions.ConfirmAsync("app", code, default)).ShouldBeFalse("a code is good for once");
    }

    [Fact]
    public async Task Subscribe_DoneButNotHeard_WaitsOnce()
    {
        _disturbed.IsUnheard = true;

        _ = await SilentAsync(_bench);

        (await _store.LoadAsync(default)).All.ShouldHaveSingleItem().Waiting.ShouldBeNull();
        _bench.Subscriptions.All.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Remove_OthersChangeAllTheTime_FailsAsAStoreDoes()
    {
        await MakeAsync("/agrees");
        _disturbed.IsBusy = true;
        var before = _disturbed.Writes;

        _ = await Should.ThrowAsync<IOException>(_bench.Subscriptions.RemoveAsync("app", default));

        (_disturbed.Writes - before).ShouldBe(16);
        _bench.Subscriptions.All.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Subscribe_StoreIsAwayAfterwards_TheReceiversRefusalIsTheAnswer()
    {
        _webhook.Answer = (context, _) =>
        {
            _disturbed.Fault = new IOException("away");
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        };

        (await SubscribeAsync(_bench, "/refuses")).Refusal.ShouldNotBeNull().Message.ShouldContain("404");
    }

    [Fact]
    public async Task Subscribe_GivenUpAndStoreIsAway_SaysThatItWasGivenUp()
    {
        using var client = new CancellationTokenSource();
        _webhook.Answer = async (context, _) =>
        {
            _disturbed.Fault = new IOException("away");
            await client.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        };

        _ = await Should.ThrowAsync<OperationCanceledException>(
            _bench.Subscriptions.SubscribeAsync(Wanted("/hangs", "app"), static (_, _) => "http://engine.example/", client.Token));
    }

    [Fact]
    public async Task Subscribe_StoreIsAway_IsAskedOnce()
    {
        var before = _disturbed.Loads;
        _disturbed.Fault = new IOException("away");

        (await Should.ThrowAsync<IOException>(SubscribeAsync(_bench, "/agrees"))).ShouldBe(_disturbed.Fault);

        (_disturbed.Loads - before).ShouldBe(1);
    }

    [Fact]
    public async Task Subscribe_TooMany_StoreIsAskedOnce()
    {
        await MakeAsync("/agrees", "one");
        await MakeAsync("/agrees", "two");
        var before = _disturbed.Loads;

        (await SubscribeAsync(_bench, "/agrees")).Refusal.ShouldNotBeNull().Target.ShouldBe("name");

        (_disturbed.Loads - before).ShouldBe(1);
    }

    private EventSubscription Wanted(string path, string name) => new(name, _webhook.Url(path), EventSchema.CloudEvents, "");

    private Task<SubscribeOutcome> SubscribeAsync(EventGridBench node, string path, string name = "app") =>
        node.SubscribeAsync(_webhook.Url(path), EventSchema.CloudEvents, name);

    private async Task MakeAsync(string path, string name = "app", EventGridBench? node = null) =>
        (await SubscribeAsync(node ?? _bench, path, name)).Subscription.ShouldNotBeNull().IsValidated.ShouldBeTrue();

    /// <summary>Subscribes at a receiver that will agree by URL.</summary>
    /// <returns>The code it is told.</returns>
    private async Task<string> SilentAsync(EventGridBench node)
    {
        var code = "";
        (await node.Subscriptions.SubscribeAsync(Wanted("/silent", "app"), (_, told) => code = told, default)).Refusal.ShouldBeNull();
        return code;
    }
}
