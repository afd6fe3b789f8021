using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Replies;
using CallGrains.Embedded.Tests.Rig;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Simulator;

namespace CallGrains.Embedded.Tests.Engine;

public sealed class JointRestartTests() : RestartTests(maxJointCalls: 8);

public sealed class SeparateRestartTests() : RestartTests(maxJointCalls: 1)
{
    [Fact]
    public async Task Restart_MoveHalfDone_IsFinished()
    {
        var source = await Node.ConnectedAsync(Ann, Bob);
        var target = await Node.ConnectedAsync(Eve);

        // The source never gets to write that it holds the person: as if the node had died there.
        Node.Store.Holds = write => write.Key == source.Call;
        var fromCall = Node.Engine.Ids.Connection(source).ToString("D");
        (await Node.DoAsync(target, new MoveParticipants(target.Leg, source.Call, fromCall, [Bob]))).ShouldBeOfType<AcceptedReply>();
        await Eventually.HoldsAsync(() => Node.Store.HeldBack > 0, "the source writes that it holds the person");
        await Node.RestartAsync();

        await Node.Callbacks.ExpectAsync(target, CallEventKind.MoveParticipantSucceeded);
        await Node.AdvanceAsync(0);
        var roster = (await Node.DoAsync(source, new GetParticipants(source.Leg))).ShouldBeOfType<RosterReply>();
        roster.Participants.ShouldNotContain(view => view.Identifier.Equals(Bob));
    }
}

public abstract class RestartTests(int maxJointCalls) : IAsyncLifetime
{
    private protected static readonly CommunicationIdentifier Ann = CommunicationIdentifier.Parse("8:acs:ann");
    private protected static readonly CommunicationIdentifier Bob = CommunicationIdentifier.Parse("8:acs:bob");
    private protected static readonly CommunicationIdentifier Eve = CommunicationIdentifier.Parse("8:acs:eve");
    private protected TestNode Node { get; private set; } = null!;

    public async Task InitializeAsync() => Node = await TestNode.StartAsync(new() { StopTimeout = TimeSpan.FromMilliseconds(200), MaxJointCalls = maxJointCalls });

    public async Task DisposeAsync() => await Node.DisposeAsync();

    [Fact]
    public async Task Restart_Ringing_CanBePickedUp()
    {
        await Node.BehaveAsync(Ann, BehaviorKind.Phone);
        var leg = await Node.CreateAsync(Ann);
        await Node.AdvanceAsync(10);
        await Node.RestartAsync();

        (await Node.Simulator.AcceptAsync(Ann)).ShouldBe(ActResult.Done);

        await Node.Callbacks.ExpectAsync(leg, CallEventKind.CallConnected);
    }

    [Fact]
    public async Task Restart_Ringing_StillEndsInTime()
    {
        await Node.BehaveAsync(Ann, BehaviorKind.NoAnswer);
        var leg = await Node.CreateAsync(Ann);
        await Node.AdvanceAsync(80);
        await Node.RestartAsync();
        await Node.AdvanceAsync(4);
        Node.Callbacks.Of(leg).ShouldBeEmpty();

        await Node.AdvanceAsync(1);

        await Node.Callbacks.ExpectAsync(leg, CallEventKind.CreateCallFailed);
        await Node.Callbacks.ExpectAsync(leg, CallEventKind.CallDisconnected);
    }

    [Fact]
    public async Task Restart_UndeliveredEvents_AreDelivered()
    {
        Node.HoldsCallbacks = true;
        var leg = await Node.CreateAsync(Ann);
        await Node.AdvanceAsync(0);
        Node.Callbacks.All.ShouldBeEmpty();
        await Node.RestartAsync();

        await Node.Callbacks.ExpectAsync(leg, CallEventKind.CallConnected);
        await Node.Callbacks.ExpectAsync(leg, CallEventKind.ParticipantsUpdated);
    }

    [Fact]
    public async Task Restart_Repeat_IsAnsweredAsBefore()
    {
        var leg = await Node.ConnectedAsync(Ann);
        var add = new AddParticipant(leg.Leg, Bob) { Repeat = new(Guid.NewGuid(), 1) };
        var first = (await Node.DoAsync(leg, add)).ShouldBeOfType<AcceptedReply>();
        await Node.RestartAsync();

        (await Node.DoAsync(leg, add)).ShouldBeOfType<AcceptedReply>().InvitationId.ShouldBe(first.InvitationId);
    }

    [Fact]
    public async Task Restart_IdsAndEndpoints_AreTheSame()
    {
        var leg = await Node.ConnectedAsync(Ann);
        var id = Node.Engine.Ids.Connection(leg);
        await Node.RestartAsync();

        Node.Engine.Ids.Connection(leg).ShouldBe(id);
        (await Node.Simulator.ListAttachmentsAsync(Ann, 10)).ShouldHaveSingleItem().Call.ShouldBe(leg.Call);
        (await Node.Simulator.HangUpAsync(Ann)).ShouldBe(ActResult.Done);
        await Node.Callbacks.ExpectAsync(leg, CallEventKind.CallDisconnected);
    }

    [Fact]
    public async Task Restart_VirtualClock_DoesNotGoBack()
    {
        await Node.AdvanceAsync(100_000);
        var before = Node.Host.Clock!.Now;
        await Node.RestartAsync();

        Node.Host.Clock!.Now.ShouldBeGreaterThanOrEqualTo(before);
    }

    [Fact]
    public async Task Restart_IdleCalls_AreNotLoaded()
    {
        for (var i = 0; i < 50; i++)
            _ = await Node.ConnectedAsync(Ann);
        await Node.RestartAsync();
        await Node.AdvanceAsync(0);

        Node.Store.ListOwing(null, 10).ShouldBeEmpty();
        Node.Engine.Residents.ShouldBe(0);
        Node.Store.Loads.ShouldBe(0);
    }
}
