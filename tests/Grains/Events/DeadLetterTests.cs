using CallGrains.Calls.Commands;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Delivery.Log;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Tests.Faults;
using CallGrains.Grains.Tests.Rig;
using CallGrains.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace CallGrains.Grains.Tests.Events;

/// <summary>Real delivery to a real webhook, through the publishers of a cluster.</summary>
public sealed class DeadLetterTests : IAsyncLifetime
{
    private readonly Webhook _webhook = Webhook.Start();
    private ClusterRig _rig = null!;

    private IDeliveryLog Log => _rig.Services.GetRequiredService<IDeliveryLog>();

    public async Task InitializeAsync()
    {
        var reminders = new SharedReminders();
        _rig = await ClusterRig.StartAsync(
            new ClusterSettings { Delivery = new() { Delivery = new() { FirstPause = TimeSpan.FromMilliseconds(100) } } },
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
        _webhook.Dispose();
    }

    [Fact]
    public async Task WebhookRefuses_ThenRecovers_LetterIsListedAndSentAgain()
    {
        _webhook.AnswerWith(400);
        var leg = await CreateAsync();
        await Eventually.HoldsAsync(() => DeadOf(leg).Count > 0, "a dead letter of the leg");
        var letter = DeadOf(leg)[0];
        letter.StatusCode.ShouldBe(400);

        // Whoever does not know the leg finds it too.
        (await Log.ListAsync(new() { State = DeliveryState.Dead }, default)).Records.ShouldContain(record => record.EventId == letter.EventId);

        _webhook.AnswerWith(200);
        var before = _webhook.Received.Count;
        (await Log.RedeliverAsync(letter.EventId, default)).ShouldBe(RedeliveryAnswer.Accepted);
        await Eventually.HoldsAsync(() => _webhook.Received.Skip(before).Any(body => body.Contains(letter.EventId.ToString("D"))), "the letter at the webhook");
        await Eventually.HoldsAsync(() => DeadOf(leg).All(record => record.EventId != letter.EventId), "no such dead letter any more");
        (await Log.RedeliverAsync(letter.EventId, default)).ShouldBe(RedeliveryAnswer.NotFound);
    }

    [Fact]
    public async Task WebhookIsAway_ThenBack_EventIsDeliveredWithItsTries()
    {
        _webhook.AnswerWith(503);
        var leg = await CreateAsync();
        await Eventually.HoldsAsync(() => _webhook.Received.Count >= 2, "two tries");
        _webhook.AnswerWith(200);

        await Eventually.HoldsAsync(() => Of(leg, DeliveryState.Delivered).Any(record => record.Tries >= 3), "a delivered event with its tries");
        DeadOf(leg).ShouldBeEmpty();
    }

    [Fact]
    public async Task RedeliverAll_ManyLetters_AllArrive()
    {
        _webhook.AnswerWith(400);
        var legs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => CreateAsync()));
        await Eventually.HoldsAsync(() => legs.All(leg => DeadOf(leg).Count > 0), "a dead letter of each leg");
        _webhook.AnswerWith(200);

        (await Log.RedeliverAllAsync(default)).ShouldBeGreaterThanOrEqualTo(legs.Length);

        await Eventually.HoldsAsync(() => legs.All(leg => DeadOf(leg).Count == 0), "no dead letter any more");
    }

    private IReadOnlyList<DeliveryRecord> DeadOf(ConnectionAddress leg) => Of(leg, DeliveryState.Dead);

    private IReadOnlyList<DeliveryRecord> Of(ConnectionAddress leg, DeliveryState state)
    {
        var query = new DeliveryQuery { CallConnectionId = _rig.Engine.Ids.Connection(leg), State = state };
        return Log.ListAsync(query, default).AsTask().GetAwaiter().GetResult().Records;
    }

    private async Task<ConnectionAddress> CreateAsync()
    {
        var command = new CreateCall([FaultyCluster.Person($"{Guid.NewGuid():N}")], _webhook.Uri);
        var reply = (await _rig.Engine.ExecuteAsync(_rig.NewKey(), command)).ShouldBeOfType<ConnectionReply>();
        _rig.Engine.Ids.TryReadConnection(reply.ConnectionId.ToString("D"), out var leg).ShouldBeTrue();
        return leg;
    }
}
