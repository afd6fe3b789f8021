using CallGrains.Calls.Commands;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Embedded.Tests.Rig;

namespace CallGrains.Embedded.Tests.Engine;

public sealed class GroupCallsTests : IAsyncLifetime
{
    private static readonly CommunicationIdentifier Ann = CommunicationIdentifier.Parse("8:acs:ann");
    private static readonly CommunicationIdentifier Bob = CommunicationIdentifier.Parse("8:acs:bob");
    private static readonly GroupLocator Room = new(GroupLocatorKind.Room, "room");
    private TestNode _node = null!;

    public async Task InitializeAsync() => _node = await TestNode.StartAsync();

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task FindGroupCallAsync_CallIsForgotten_IsNone()
    {
        var call = await _node.StartGroupAsync(Room, Ann, Bob);
        (await _node.Engine.FindGroupCallAsync(Room)).ShouldBe(call);

        await EndAsync(call);

        await Eventually.HoldsAsync(async () => await _node.Engine.FindGroupCallAsync(Room) is null, "the group is forgotten with its call");
    }

    [Fact]
    public async Task ListEarlierGroupCallsAsync_CallIsRemembered_IsListedAndAnswersItsRequests()
    {
        var earlier = await _node.StartGroupAsync(Room, Ann, Bob);
        var connect = new ConnectCall("https://app.example/callbacks") { Repeat = new(Guid.NewGuid(), 7) };
        var first = (await _node.Engine.ExecuteAsync(earlier, connect)).ShouldBeOfType<ConnectionReply>();
        _ = await _node.DoAsync(_node.Address(first), new Terminate(_node.Address(first).Leg));
        await _node.AdvanceAsync(1);
        var current = await _node.StartGroupAsync(Room, Ann, Bob);

        (await _node.Engine.FindGroupCallAsync(Room)).ShouldBe(current);
        (await _node.Engine.ListEarlierGroupCallsAsync(Room)).ShouldBe([earlier]);
        (await _node.Engine.ExecuteAsync(earlier, connect)).ShouldBeOfType<ConnectionReply>().ConnectionId.ShouldBe(first.ConnectionId);
        (await _node.Engine.ExecuteAsync(earlier, connect with { Repeat = new(Guid.NewGuid(), 7) })).ShouldBeOfType<Refusal>().Status.ShouldBe(404);

        await _node.AdvanceAsync(901);
        await Eventually.HoldsAsync(async () => (await _node.Engine.ListEarlierGroupCallsAsync(Room)).Count == 0, "the earlier call is forgotten");
    }

    [Fact]
    public async Task ExecuteAsync_StartIsRefused_LeavesNoGroup()
    {
        var call = _node.Engine.Ids.KeyOfRandom(Guid.NewGuid());
        (await _node.Engine.ClaimGroupCallAsync(Room, call)).ShouldBe(call);

        (await _node.Engine.ExecuteAsync(call, new StartCall([], Room))).ShouldBeOfType<Refusal>().Status.ShouldBe(400);

        (await _node.Engine.FindGroupCallAsync(Room)).ShouldBeNull();
    }

    [Fact]
    public async Task ClaimGroupCallAsync_SameCallAgain_KeepsItWhateverItsSecondStartAnswers()
    {
        var call = await _node.StartGroupAsync(Room, Ann, Bob);

        (await _node.Engine.ClaimGroupCallAsync(Room, call)).ShouldBe(call);
        (await _node.Engine.ExecuteAsync(call, new StartCall([Ann], Room))).ShouldBeOfType<Refusal>();

        (await _node.Engine.FindGroupCallAsync(Room)).ShouldBe(call);
    }

    private async Task EndAsync(CallKey call)
    {
        var leg = _node.Address(await _node.Engine.ExecuteAsync(call, new ConnectCall("https://app.example/callbacks")));
        _ = await _node.DoAsync(leg, new Terminate(leg.Leg));
        await _node.AdvanceAsync(1);
    }
}
