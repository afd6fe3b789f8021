using CallGrains.Delivery.Log;
using CallGrains.Grains.Tests.Rig;
using CallGrains.Shared;

namespace CallGrains.Grains.Tests.Events;

/// <summary>Dead letters that are sent again, while silos come and go.</summary>
public sealed class ClusterRedeliveryTests : ClusterDeliveryLogBench
{
    [Fact]
    public async Task Redeliver_AcceptedButNotHeard_IsAccepted()
    {
        Add(1);
        var letter = Letters[0].EventId;
        BeforeRedelivery = AcceptedButNotHeard(DeliveryState.Pending);

        (await Time.RunAsync(Log.RedeliverAsync(letter, default).AsTask())).ShouldBe(RedeliveryAnswer.Accepted);

        (await Log.RedeliverAsync(letter, default)).ShouldBe(RedeliveryAnswer.NotDead);
    }

    [Fact]
    public async Task Redeliver_AcceptedButNotHeardAndDelivered_IsAccepted()
    {
        Add(1);
        var letter = Letters[0].EventId;
        BeforeRedelivery = AcceptedButNotHeard(becomes: null);

        (await Time.RunAsync(Log.RedeliverAsync(letter, default).AsTask())).ShouldBe(RedeliveryAnswer.Accepted);

        (await Log.RedeliverAsync(letter, default)).ShouldBe(RedeliveryAnswer.NotFound);
    }

    [Fact]
    public async Task Redeliver_NoSuchLetterAndSiloIsLost_IsNotFound()
    {
        var letter = Guid.NewGuid();
        States[letter] = null;
        Before = BeforeRedelivery = AcceptedButNotHeard(becomes: null);

        (await Time.RunAsync(Log.RedeliverAsync(letter, default).AsTask())).ShouldBe(RedeliveryAnswer.NotFound);
    }

    [Fact]
    public async Task RedeliverAll_AcceptedButNotHeardAndDelivered_Counts()
    {
        Add(3);
        BeforeRedelivery = AcceptedButNotHeard(becomes: null);

        (await Time.RunAsync(Log.RedeliverAllAsync(default).AsTask())).ShouldBe(3);
    }

    [Fact]
    public async Task RedeliverAll_LeftBeforeItWasAsked_DoesNotCount()
    {
        Add(3);
        States[Letters[1].EventId] = null;

        (await Log.RedeliverAllAsync(default)).ShouldBe(2);
    }

    [Fact]
    public async Task RedeliverAll_OneSilent_OthersGoOnAndThoseOfALegKeepTheirOrder()
    {
        Add(200, legs: 20);
        var silent = Letters[0];
        var answers = new TaskCompletionSource();
        BeforeRedelivery = id => id == silent.EventId ? answers.Task : Task.CompletedTask;

        var all = Log.RedeliverAllAsync(default).AsTask();
        await Eventually.HoldsAsync(() => Asked.Count == 191, "all legs but one");
        answers.SetResult();

        (await all).ShouldBe(200);
        foreach (var leg in Letters.GroupBy(letter => letter.CallConnectionId))
            Asked.Where(id => leg.Any(letter => letter.EventId == id)).ShouldBe(leg.Select(letter => letter.EventId));
    }
}
