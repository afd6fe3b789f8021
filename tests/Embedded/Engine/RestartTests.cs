using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Replies;
using CallGrains.Embedded.Tests.Rig;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Simulator;

namespace CallGrains.Embedded.Tests.Engine;

public sealed class RestartTests : IAsyncLifetime
{
    private static readonly CommunicationIdentifier Ann = CommunicationIdentifier.Parse("8:acs:ann");
    private static readonly CommunicationIdentifier Bob = CommunicationIdentifier.Parse("8:acs:bob");
    private static readonly CommunicationIdentifier Eve = CommunicationIdentifier.Parse("8:acs:eve");
    private TestNode _node = null!;

    public async Task InitializeAsync() => _node = await TestNode.StartAsync(new() { StopTimeout = TimeSpan.FromMilliseconds(200) });

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task Restart_Ringing_CanBePickedUp()
    {
        await _node.BehaveAsync(Ann, BehaviorKind.Phone);
        var leg = await _node.CreateAsync(Ann);
        await _node.AdvanceAsync(10);
        await _node.RestartAsync();

        (await _node.Simulator.AcceptAsync(Ann)).ShouldBe(ActResult.Done);

        await _node.Callbacks.ExpectAsync(leg, CallEventKind.CallConnected);
    }

    [Fact]
    public async Task Restart_Ringing_StillEndsInTime()
    {
        await _node.BehaveAsync(Ann, BehaviorKind.NoAnswer);
        var leg = await _node.CreateAsync(Ann);
        await _node.AdvanceAsync(80);
        await _node.RestartAsync();
        await _node.AdvanceAsync(4);
        _node.Callbacks.Of(leg).ShouldBeEmpty();

        await _node.AdvanceAsync(1);

        await _node.Callbacks.ExpectAsync(leg, CallEventKind.CreateCallFailed);
        await _node.Callbacks.ExpectAsync(leg, CallEventKind.CallDisconnected);
    }

    [Fact]
    public async Task Restart_UndeliveredEvents_AreDelivered()
    {
        _node.HoldsCallbacks = true;
        var leg = await _node.CreateAsync(Ann);
        await _node.AdvanceAsync(0);
        _node.Callbacks.All.ShouldBeEmpty();
        await _node.RestartAsync();

        await _node.Callbacks.ExpectAsync(leg, CallEventKind.CallConnected);
        await _node.Callbacks.ExpectAsync(leg, CallEventKind.ParticipantsUpdated);
    }

    [Fact]
    public async Task Restart_MoveHalfDone_IsFinished()
    {
        var source = await _node.ConnectedAsync(Ann, Bob);
        var target = await _node.ConnectedAsync(Eve);

        // The source never gets to write that it holds the person: as if the node had died there.
        _node.Store.Holds = write => write.Key == source.Call;
        var fromCall = _node.Engine.Ids.Connection(source).ToString("D");
        (await _node.DoAsync(target, new MoveParticipants(target.Leg, source.Call, fromCall, [Bob]))).ShouldBeOfType<AcceptedReply>();
        await Eventually.HoldsAsync(() => _node.Store.Held > 0, "the source writes that it holds the person");
        await _node.RestartAsync();

        await _node.Callbacks.ExpectAsync(target, CallEventKind.MoveParticipantSucceeded);
        await _node.AdvanceAsync(0);
        var roster = (await _node.DoAsync(source, new GetParticipants(source.Leg))).ShouldBeOfType<RosterReply>();
        roster.Participants.ShouldNotContain(view => view.Identifier.Equals(Bob));
    }

    [Fact]
    public async Task Restart_Repeat_IsAnsweredAsBefore()
    {
        var leg = await _node.ConnectedAsync(Ann);
        var add = new AddParticipant(leg.Leg, Bob) { Repeat = new(Guid.NewGuid(), 1) };
        var first = (await _node.DoAsync(leg, add)).ShouldBeOfType<AcceptedReply>();
        await _node.RestartAsync();

        (await _node.DoAsync(leg, add)).ShouldBeOfType<AcceptedReply>().InvitationId.ShouldBe(first.InvitationId);
    }

    [Fact]
    public async Task Restart_IdsAndEndpoints_AreTheSame()
    {
        var leg = await _node.ConnectedAsync(Ann);
        var id = _node.Engine.Ids.Connection(leg);
        await _node.RestartAsync();

        _node.Engine.Ids.Connection(leg).ShouldBe(id);
        (await _node.Simulator.ListAttachmentsAsync(Ann, 10)).ShouldHaveSingleItem().Call.ShouldBe(leg.Call);
        (await _node.Simulator.HangUpAsync(Ann)).ShouldBe(ActResult.Done);
        await _node.Callbacks.ExpectAsync(leg, CallEventKind.CallDisconnected);
    }

    [Fact]
    public async Task Restart_VirtualClock_DoesNotGoBack()
    {
        await _node.AdvanceAsync(100_000);
        var before = _node.Host.Clock!.Now;
        await _node.RestartAsync();

        _node.Host.Clock!.Now.ShouldBeGreaterThanOrEqualTo(before);
    }

    [Fact]
    public async Task Restart_IdleCalls_AreNotLoaded()
    {
        for (var i = 0; i < 50; i++)
            _ = await _node.ConnectedAsync(Ann);
        await _node.RestartAsync();
        await _node.AdvanceAsync(0);

        _node.Store.ListOwing(null, 10).ShouldBeEmpty();
        _node.Engine.Residents.ShouldBe(0);
        _node.Store.Loads.ShouldBe(0);
    }
}
