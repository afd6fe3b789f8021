using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Embedded.Tests.Rig;
using CallGrains.Endpoints.Behaviors;

namespace CallGrains.Embedded.Tests.Engine;

/// <summary>Turns that do not end as they should, and calls that are to leave memory.</summary>
public sealed class MailboxTests
{
    private static readonly CommunicationIdentifier Ann = CommunicationIdentifier.Parse("8:acs:ann");
    private static readonly CommunicationIdentifier Bob = CommunicationIdentifier.Parse("8:acs:bob");

    [Fact]
    public async Task Turn_Throws_HoldsUpNoOtherThatIsDue()
    {
        await using var node = await TestNode.StartAsync(new() { MaxLoading = 1, RetryAfterFault = TimeSpan.FromMinutes(1) });
        await node.BehaveAsync(Ann, BehaviorKind.NoAnswer);
        var bad = await node.CreateAsync(Ann);
        await node.AdvanceAsync(1);
        var good = await node.CreateAsync(Ann);
        await node.AdvanceAsync(0);
        await node.RestartAsync();
        await Eventually.HoldsAsync(() => node.Engine.Residents == 0, "the calls leave memory");
        node.Store.BeforeLoad = call =>
        {
            if (call == bad.Call)
                throw new InvalidOperationException("No store should throw this.");
        };

        await node.AdvanceAsync(90);

        await node.Callbacks.ExpectAsync(good, CallEventKind.CreateCallFailed);
    }

    [Fact]
    public async Task Turn_Throws_ClaimOfItsGroupFailsAndLaterOnesAreHeard()
    {
        await using var node = await TestNode.StartAsync(new() { RetryAfterFault = TimeSpan.FromMinutes(1) });
        var room = new GroupLocator(GroupLocatorKind.Room, "room");
        var first = await node.StartGroupAsync(room, Ann, Bob);
        await node.RestartAsync();
        node.Store.BeforeLoad = _ => throw new InvalidOperationException("No store should throw this.");

        await Should.ThrowAsync<IOException>(() => node.Engine.ClaimGroupCallAsync(room, new CallKey(7)).AsTask().Within("the claim"));

        node.Store.BeforeLoad = static _ => { };
        (await node.Engine.ClaimGroupCallAsync(room, new CallKey(7)).AsTask().Within("the later claim")).ShouldBe(first);
    }

    [Fact]
    public async Task TryJoin_Throws_HoldsUpNeitherCall()
    {
        await using var node = await TestNode.StartAsync(new() { RetryAfterFault = TimeSpan.FromMilliseconds(20) });
        var source = await node.ConnectedAsync(Ann, Bob);
        var target = await node.ConnectedAsync(CommunicationIdentifier.Parse("8:acs:eve"));
        await node.RestartAsync();
        node.Store.BeforeLoad = call =>
        {
            if (call == source.Call)
                throw new InvalidOperationException("No store should throw this.");
        };

        var move = new MoveParticipants(target.Leg, source.Call, node.Engine.Ids.Connection(source).ToString("D"), [Bob]);
        (await node.DoAsync(target, move)).ShouldBeOfType<AcceptedReply>();

        node.Store.BeforeLoad = static _ => { };
        (await node.DoAsync(source, new GetCall(source.Leg))).ShouldBeOfType<ConnectionReply>();
    }

    [Fact]
    public async Task DisposeAsync_DueCallCannotBeReadForLong_Ends()
    {
        using var held = new ManualResetEventSlim();
        await using var node = await TestNode.StartAsync(new() { StopTimeout = TimeSpan.FromMilliseconds(50) });
        await node.BehaveAsync(Ann, BehaviorKind.NoAnswer);
        _ = await node.CreateAsync(Ann);
        await node.AdvanceAsync(0);
        await node.RestartAsync();
        await Eventually.HoldsAsync(() => node.Engine.Residents == 0, "the call leaves memory");
        var loads = node.Store.Loads;
        node.Store.BeforeLoad = _ =>
        {
            held.Wait();
            throw new IOException("The disk cannot be read.");
        };
        var advance = node.AdvanceAsync(90);
        await Eventually.HoldsAsync(() => node.Store.Loads > loads, "the call that is due is read");

        await node.Host.DisposeAsync().AsTask().Within("the end of the node");

        held.Set();
        _ = await Should.ThrowAsync<ObjectDisposedException>(advance);
    }

    [Fact]
    public async Task AskToLeave_CallCannotBeRead_LeavesLater()
    {
        await using var node = await TestNode.StartAsync(new() { MaxResident = 1, IdleAfter = TimeSpan.FromHours(1), RetryAfterFault = TimeSpan.FromMinutes(1) });
        var leg = await node.ConnectedAsync(Ann);
        var mailbox = node.Engine.MailboxOf(leg.Call);
        node.Store.Fails = write => write.Key == leg.Call;
        (await node.DoAsync(leg, new MuteParticipants(leg.Leg, [Ann]))).ShouldBeOfType<Refusal>().Status.ShouldBe(503);
        node.Store.Fails = static _ => false;
        var loads = node.Store.Loads;
        node.Store.FailsToLoad = call => call == leg.Call;
        var other = await node.ConnectedAsync(Ann);
        await Eventually.HoldsAsync(() => node.Store.Loads >= loads + 2, "the call is asked to leave, and cannot be read");
        node.Store.FailsToLoad = static _ => false;
        (await node.DoAsync(leg, new GetCall(leg.Leg))).ShouldBeOfType<ConnectionReply>();
        (await node.DoAsync(other, new GetCall(other.Leg))).ShouldBeOfType<ConnectionReply>();
        mailbox.IsGone.ShouldBeFalse();

        for (var i = 0; i < 2; i++)
            _ = await node.ConnectedAsync(Bob);

        await Eventually.HoldsAsync(() => mailbox.IsGone, "the call leaves memory");
    }

    [Fact]
    public async Task DisposeAsync_CallOwesSomething_WritesWhatIsConfirmed()
    {
        await using var node = await TestNode.StartAsync(new() { StopTimeout = TimeSpan.FromSeconds(1) });
        node.HoldsCallbacks = true;
        var leg = await node.CreateAsync(Ann);
        await node.AdvanceAsync(0);
        var connected = node.HeldCallbacks.ShouldHaveSingleItem();
        connected.Kind.ShouldBe(CallEventKind.CallConnected);
        node.Engine.Settle(leg.Call, leg.Leg, connected.Id);
        node.HeldCallbacks.Count.ShouldBe(2);

        await node.RestartAsync();

        await node.Callbacks.ExpectAsync(leg, CallEventKind.ParticipantsUpdated);
        node.Callbacks.Of(leg).ShouldNotContain(callback => callback.Kind == CallEventKind.CallConnected);
    }
}
