using CallGrains.Calls.Commands;
using CallGrains.Calls.Replies;
using CallGrains.Delivery.EventGrid;
using CallGrains.Grains.Events;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Tests.Faults;
using CallGrains.Grains.Tests.Rig;
using CallGrains.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Grains.Tests.Events;

/// <summary>Events of calls at real subscriptions, through the publishers of a cluster.</summary>
public sealed class SubscriptionTests : IAsyncLifetime
{
    // Enough that each silo has something to publish.
    private const int Calls = 12;
    private const string Name = "app";

    private readonly Webhook _gone = Webhook.Start();
    private readonly Webhook _webhook = Webhook.Start();
    private ClusterRig _rig = null!;

    private EventSubscriptions Subscriptions => _rig.Services.GetRequiredService<ClusterSubscriptions>().Copy;

    public async Task InitializeAsync()
    {
        var reminders = new SharedReminders();
        var events = new EventGridOptions { FirstPause = TimeSpan.FromHours(1), MaxPause = TimeSpan.FromHours(1), RetryFor = TimeSpan.FromDays(1) };
        _rig = await ClusterRig.StartAsync(
            new ClusterSettings { Delivery = new() { EventGrid = events } },
            new SharedStorage(),
            callbacks: null,
            new(),
            silo =>
            {
                silo.AddReminders();
                silo.Services.AddSingleton<IReminderTable>(reminders);
            });
    }

    public async Task DisposeAsync()
    {
        await _rig.DisposeAsync();
        _gone.Dispose();
        _webhook.Dispose();
    }

    [Fact]
    public async Task SubscriptionMadeAgainElsewhere_OthersStillTriedAtTheOldAddress_NewEventsDoNotWait()
    {
        await SubscribeAsync(_gone.Uri);
        _gone.AnswerWith(503);
        await CreateAsync();
        await Eventually.HoldsAsync(() => _gone.Received.Any(static body => body.Contains("CallStarted", StringComparison.Ordinal)), "a try at the old address");

        (await Subscriptions.RemoveAsync(Name, default)).ShouldBeTrue();
        await SubscribeAsync(_webhook.Uri);
        var calls = await CreateAsync();

        await Eventually.HoldsAsync(
            () => calls.All(call => _webhook.Received.Any(body => body.Contains("CallStarted", StringComparison.Ordinal) && body.Contains(call, StringComparison.Ordinal))),
            "the beginning of each new call at the new address");
    }

    [Fact]
    public async Task SubscriptionReplaced_ReceiverHasNotAgreedYet_EveryNodeKeepsTheOneInForce()
    {
        await SubscribeAsync(_webhook.Uri);
        var agreed = "";
        _ = await Subscriptions.SubscribeAsync(new(Name, _gone.Uri, EventSchema.CloudEvents, "nobody"), (_, code) => agreed = code, default);

        using var other = ActivatorUtilities.CreateInstance<ClusterSubscriptions>(_rig.Services);
        (await other.RefreshAsync(default)).Wanting(EventTypes.CallStarted).ShouldHaveSingleItem().Url.ShouldBe(_webhook.Uri);
        (await other.Copy.ConfirmAsync(Name, agreed, default)).ShouldBeTrue();

        (await _rig.Services.GetRequiredService<ClusterSubscriptions>().RefreshAsync(default)).All.ShouldHaveSingleItem().Url.ShouldBe(_gone.Uri);
        (await Subscriptions.ConfirmAsync(Name, agreed, default)).ShouldBeFalse();
    }

    private async Task SubscribeAsync(string url)
    {
        // A receiver that does not know of the handshake agrees by URL.
        var agreed = "";
        var outcome = await Subscriptions.SubscribeAsync(new(Name, url, EventSchema.CloudEvents, "nobody"), (_, code) => agreed = code, default);
        outcome.Refusal.ShouldBeNull();
        (await Subscriptions.ConfirmAsync(Name, agreed, default)).ShouldBeTrue();
    }

    /// <summary>Creates calls; returns their correlation ids.</summary>
    private async Task<string[]> CreateAsync() => await Task.WhenAll(Enumerable.Range(0, Calls).Select(async _ =>
    {
        var command = new CreateCall([FaultyCluster.Person($"{Guid.NewGuid():N}")], _webhook.Uri);
        return (await _rig.Engine.ExecuteAsync(_rig.NewKey(), command)).ShouldBeOfType<ConnectionReply>().CorrelationId.ShouldNotBeNull().ToString("D");
    }));
}
