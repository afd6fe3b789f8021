using CallGrains.Delivery.Bench;

namespace CallGrains.Delivery.Callbacks;

/// <summary>Delivery that ends in order: what is under way comes to its end, nothing new begins.</summary>
public sealed class DrainTests
{
    private readonly TaskCompletionSource _answers = new();

    [Fact]
    public async Task Drain_PostsUnderWay_EndAndAreSettledAndNoneFollows()
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = (_, _) => _answers.Task;
        await using var bench = await DeliveryBench.StartAsync(DeliveryBench.Quick(options => (options.MaxPerHost, options.MaxSlowPerHost) = (1, 1)));
        var (first, moved, waiting, late) = (Event(webhook, 1), Event(webhook, 2), Event(webhook, 3), Event(webhook, 4));
        bench.Calls.Owe(first, moved, waiting);
        await Eventually.HoldsAsync(() => webhook.Received.Count == 2, "as many posts as there are places");

        var drained = bench.Delivery.DrainAsync(TimeSpan.FromMinutes(1), default);
        bench.Calls.Owe(late);
        drained.IsCompleted.ShouldBeFalse();
        _answers.SetResult();
        await drained;

        bench.Calls.Settled.ShouldBe([first.Id, moved.Id], ignoreOrder: true);
        await bench.Delivery.DisposeAsync();
        webhook.Received.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Drain_PostDoesNotEnd_IsGivenUpAndStaysOwed()
    {
        await using var webhook = await Webhook.StartAsync();
        webhook.Answer = (_, _) => _answers.Task;
        await using var bench = await DeliveryBench.StartAsync();
        bench.Calls.Owe(Event(webhook, 1));
        await Eventually.HoldsAsync(() => webhook.Received.Count == 1, "a post under way");

        await bench.Delivery.DrainAsync(TimeSpan.FromMinutes(1), new CancellationToken(canceled: true));
        await bench.Delivery.DisposeAsync();

        bench.Calls.Settled.ShouldBeEmpty();
        bench.Calls.Owed.ShouldBe(1);
        _answers.SetResult();
    }

    private static Calls.Events.CallbackEvent Event(Webhook webhook, ushort leg) => Sample.Event(webhook.Url("/a"), leg);
}
