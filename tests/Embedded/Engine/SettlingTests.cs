using CallGrains.Calls.Commands;
using CallGrains.Calls.Identifiers;
using CallGrains.Embedded.Tests.Rig;

namespace CallGrains.Embedded.Tests.Engine;

/// <summary>What follows from the end of an event.</summary>
public sealed class SettlingTests
{
    private static readonly CommunicationIdentifier Ann = CommunicationIdentifier.Parse("8:acs:ann");
    private static readonly CommunicationIdentifier Bob = CommunicationIdentifier.Parse("8:acs:bob");

    [Fact]
    public async Task Settle_NobodyHasTheTurn_HandsOverTheNextOfTheStreamBeforeItReturns()
    {
        await using var node = await TestNode.StartAsync();
        var leg = await node.ConnectedAsync(Ann);
        await node.AdvanceAsync(0);
        node.HoldsCallbacks = true;
        _ = await node.DoAsync(leg, new AddParticipant(leg.Leg, Bob));
        await node.AdvanceAsync(0);
        var first = node.HeldCallbacks.ShouldHaveSingleItem();

        node.Engine.Settle(first.Stream.Call, first.Stream.Leg, first.Id);

        node.HeldCallbacks.Count.ShouldBe(2);
        node.HeldCallbacks.Last().Stream.ShouldBe(first.Stream);
    }

    [Fact]
    public async Task Settle_CallIsNotInMemory_IsTakenAllTheSame()
    {
        await using var node = await TestNode.StartAsync(new() { IdleAfter = TimeSpan.Zero });
        var leg = await node.ConnectedAsync(Ann);
        await node.AdvanceAsync(0);

        node.Engine.Settle(leg.Call, leg.Leg, Guid.NewGuid());

        (await node.DoAsync(leg, new GetCall(leg.Leg))).ShouldNotBeOfType<Calls.Replies.Refusal>();
    }
}
