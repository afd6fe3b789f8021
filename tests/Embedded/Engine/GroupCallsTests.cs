using CallGrains.Calls.Commands;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Embedded.Engine;
using CallGrains.Embedded.Store;
using CallGrains.Embedded.Tests.Rig;
using Microsoft.Extensions.Logging.Abstractions;

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
    public async Task ListEarlierGroupCallsAsync_CallIsDamaged_IsNotListed()
    {
        var damaged = await EarlierAsync();
        var sound = await EarlierAsync();
        _ = await _node.StartGroupAsync(Room, Ann, Bob);
        await _node.RestartAsync();
        await Eventually.HoldsAsync(() => _node.Engine.Residents == 0, "the calls leave memory");
        (await _node.Engine.ListEarlierGroupCallsAsync(Room)).ShouldBe([sound, damaged]);

        var written = new WriteOutcome();
        _node.Store.Write([new(damaged, new byte[] { 255, 255 }, null, Owes: false)], [], written);
        (await written.Task.Within("the write")).ShouldBeNull();

        (await _node.Engine.ExecuteAsync(damaged, new GetCall(1))).ShouldBeOfType<Refusal>().Status.ShouldBe(503);
        (await _node.Engine.ListEarlierGroupCallsAsync(Room)).ShouldBe([sound]);
    }

    [Fact]
    public async Task ExecuteAsync_AnswerOfNoRinging_IsAnsweredByTheConnectOfThatId()
    {
        var call = await _node.StartGroupAsync(Room, Ann, Bob);
        var connect = new ConnectCall("https://app.example/callbacks") { Repeat = new(Guid.NewGuid(), 7) };
        var question = new AnswerCall(0, connect.CallbackUri) { Repeat = connect.Repeat };
        (await _node.Engine.ExecuteAsync(call, question)).ShouldBeOfType<Refusal>().Code.ShouldBe("8585");

        var first = (await _node.Engine.ExecuteAsync(call, connect)).ShouldBeOfType<ConnectionReply>();

        first.ConnectionId.ShouldBe(_node.Engine.Ids.Connection(new(call, 1)));
        (await _node.Engine.ExecuteAsync(call, question)).ShouldBeOfType<ConnectionReply>().ConnectionId.ShouldBe(first.ConnectionId);
        (await _node.Engine.ExecuteAsync(call, question with { Repeat = connect.Repeat with { Hash = 8 } })).ShouldBeOfType<Refusal>().Code.ShouldBe("8523");
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

    [Fact]
    public async Task ClaimGroupCallAsync_EarlierCallAgain_LeavesTheCurrentOne()
    {
        var earlier = await EarlierAsync();
        var current = await EarlierAsync();

        (await _node.Engine.ClaimGroupCallAsync(Room, earlier)).ShouldBe(earlier);

        (await _node.Engine.FindGroupCallAsync(Room)).ShouldBe(current);
    }

    [Fact]
    public async Task ClaimGroupCallAsync_SameCallAgainAfterARestart_CountsAsGoingOnWhileItIsWritten()
    {
        var call = _node.Engine.Ids.KeyOfRandom(Guid.NewGuid());
        (await _node.Engine.ClaimGroupCallAsync(Room, call)).ShouldBe(call);
        await _node.RestartAsync();
        (await _node.Engine.ClaimGroupCallAsync(Room, call)).ShouldBe(call);
        (await _node.Engine.ClaimGroupCallAsync(Room, new CallKey(7))).ShouldBe(call);
        _node.Store.Holds = static _ => true;
        var start = _node.Engine.ExecuteAsync(call, new StartCall([Ann, Bob], Room)).AsTask();
        await Eventually.HoldsAsync(() => _node.Store.HeldBack > 0, "the start is being written");

        (await _node.Engine.ClaimGroupCallAsync(Room, new CallKey(7))).ShouldBe(call);

        await ReleaseAsync(_node, start);
        (await _node.Engine.FindGroupCallAsync(Room)).ShouldBe(call);
    }

    [Fact]
    public async Task ExecuteAsync_RepeatIsRefusedWhileTheStartIsWritten_LeavesTheCallItsGroup()
    {
        await using var node = await TestNode.StartAsync(new() { MaxActive = 2, MaxResident = 1 });
        node.HoldsCallbacks = true;
        _ = await node.CreateAsync(Ann);
        (await node.Engine.ClaimGroupCallAsync(Room, new CallKey(7))).ShouldBe(new CallKey(7));
        node.Store.Holds = static _ => true;
        var start = node.Engine.ExecuteAsync(new CallKey(7), new StartCall([Ann, Bob], Room)).AsTask();
        await Eventually.HoldsAsync(() => node.Store.HeldBack > 0, "the start is being written");

        (await node.Engine.ClaimGroupCallAsync(Room, new CallKey(7))).ShouldBe(new CallKey(7));
        (await node.Engine.ExecuteAsync(new CallKey(7), new StartCall([Ann, Bob], Room))).ShouldBeOfType<Refusal>().Code.ShouldBe("8530");

        (await node.Engine.FindGroupCallAsync(Room)).ShouldBe(new CallKey(7));
        await ReleaseAsync(node, start);
        (await node.Engine.FindGroupCallAsync(Room)).ShouldBe(new CallKey(7));
        (await node.Engine.ClaimGroupCallAsync(Room, new CallKey(8))).ShouldBe(new CallKey(7));
    }

    [Fact]
    public async Task ExecuteAsync_ClaimedTwice_OnlyTheLastRefusalTakesItBack()
    {
        var call = _node.Engine.Ids.KeyOfRandom(Guid.NewGuid());
        (await _node.Engine.ClaimGroupCallAsync(Room, call)).ShouldBe(call);
        (await _node.Engine.ClaimGroupCallAsync(Room, call)).ShouldBe(call);

        _ = (await _node.Engine.ExecuteAsync(call, new StartCall([], Room))).ShouldBeOfType<Refusal>();
        (await _node.Engine.FindGroupCallAsync(Room)).ShouldBe(call);

        _ = (await _node.Engine.ExecuteAsync(call, new StartCall([], Room))).ShouldBeOfType<Refusal>();
        (await _node.Engine.FindGroupCallAsync(Room)).ShouldBeNull();
    }

    [Theory]
    [InlineData(false, 8)]
    [InlineData(true, 7)]
    public async Task ClaimAsync_CallWasClaimedLongAgo_ReplacesItUnlessItIsBeingStarted(bool isBeingStarted, int current)
    {
        using var database = Database.OpenMemory(NullLogger.Instance);
        var clock = new Clock();
        using var groups = new GroupCalls(new GroupTable(database), static _ => Task.FromResult(false), static _ => false, clock);
        (await groups.ClaimAsync(Room, new(7), CancellationToken.None)).ShouldBe(new CallKey(7));
        if (isBeingStarted)
            groups.Starting(Room, new(7));

        clock.Seconds = 11;
        _ = await groups.ClaimAsync(Room with { Id = "other" }, new(9), CancellationToken.None);

        (await groups.ClaimAsync(Room, new(8), CancellationToken.None)).ShouldBe(new CallKey((UInt128)current));
    }

    /// <summary>A call of the room that has ended and is remembered for a request it executed.</summary>
    private async Task<CallKey> EarlierAsync()
    {
        var call = await _node.StartGroupAsync(Room, Ann, Bob);
        var leg = _node.Address(await _node.Engine.ExecuteAsync(
            call, new ConnectCall("https://app.example/callbacks") { Repeat = new(Guid.NewGuid(), 7) }));
        _ = await _node.DoAsync(leg, new Terminate(leg.Leg));
        await _node.AdvanceAsync(1);
        return call;
    }

    private static async Task ReleaseAsync(TestNode node, Task<CallReply> start)
    {
        node.Store.Holds = static _ => false;
        node.Store.Release();
        (await start.Within("the start")).ShouldBeOfType<PlacedReply>();
    }

    private async Task EndAsync(CallKey call)
    {
        var leg = _node.Address(await _node.Engine.ExecuteAsync(call, new ConnectCall("https://app.example/callbacks")));
        _ = await _node.DoAsync(leg, new Terminate(leg.Leg));
        await _node.AdvanceAsync(1);
    }

    private sealed class Clock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
