using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Starting;

public sealed class ConnectTests
{
    private static readonly ConnectCall Connect = new(OtherCallback) { OperationContext = "connect" };

    [Fact]
    public void Connect_RunningCall_AddsALegAndTellsEveryLegTheSameRoster()
    {
        var call = Connected();

        var leg = call.Ask(Connect).ShouldBeOfType<ConnectionReply>();

        (leg.State, leg.ConnectionId, leg.ServerCallId, leg.CorrelationId).ShouldBe(
            (ConnectionState.Connecting, call.CallIds.Connection(new(call.Key, 2)), call.CallIds.ServerCall(call.Key), call.CallIds.Correlation(call.Key)));
        var told = call.DeliverAll();
        told.Select(each => $"{each.Stream.Leg} {each.Kind} {each.OperationContext}")
            .ShouldBe(["2 CallConnected connect", "1 ParticipantsUpdated ", "2 ParticipantsUpdated "], ignoreOrder: true);
        told.Where(each => each.Kind == CallEventKind.ParticipantsUpdated).ShouldAllBe(each => each.SequenceNumber == 2);
        call.Ask(new GetCall(2)).ShouldBeOfType<ConnectionReply>().State.ShouldBe(ConnectionState.Connected);
        // Both apps appear as the resource: a roster names each identifier once.
        call.Ask(new GetParticipants(2)).ShouldBeOfType<RosterReply>().Participants.Select(each => each.Identifier)
            .ShouldBe([call.CallIds.AppIdentity, Alice]);
    }

    [Fact]
    public void Connect_HangsUp_EndsUnderTheContextOfItsConnect()
    {
        var call = Connected();
        call.Ask(Connect).ShouldBeOfType<ConnectionReply>().Source.ShouldBe(call.CallIds.AppIdentity);
        call.Told();

        call.Accept(new HangUp(2));

        var told = call.DeliverAll().Single(each => each.Stream.Leg == 2);
        (told.Kind, told.OperationContext, told.Stream.Uri).ShouldBe((CallEventKind.CallDisconnected, "connect", OtherCallback));
    }

    [Fact]
    public void Connect_StartedCall_FindsThePeopleInIt()
    {
        var call = Started(new(GroupLocatorKind.GroupCall, "group"), Alice, Bob);

        call.Ask(Connect).ShouldBeOfType<ConnectionReply>();

        call.DeliverAll().Single(each => each.Kind == CallEventKind.ParticipantsUpdated).Participants
            .Select(each => each.Identifier).ShouldBe([call.CallIds.AppIdentity, Alice, Bob]);
    }

    [Fact]
    public void Connect_NotConnectedCall_IsRefused()
    {
        var ringing = Calling(Alice);
        var over = Connected();
        over.Accept(new Terminate(1));

        (ringing.Refuse(Connect).Status, ringing.Refuse(Connect).Code).ShouldBe((400, "8501"));
        (over.Refuse(Connect).Status, over.Refuse(Connect).Code).ShouldBe((404, "8522"));
    }

    [Fact]
    public void Connect_CallFull_IsRefused()
    {
        var call = Connected(rules: new() { MaxParticipants = 2 });

        (call.Refuse(Connect).Status, call.Refuse(Connect).Code).ShouldBe((429, "8516"));
    }

    [Fact]
    public void Connect_MoreLegsThanAllowed_IsRefusedUntilEndedOnesAreSettled()
    {
        var call = Connected(rules: new() { MaxLegs = 2 });
        var second = call.AddLeg();
        call.Refuse(Connect).Status.ShouldBe(429);

        call.Accept(new HangUp(second));
        call.Refuse(Connect).Status.ShouldBe(429);
        call.Settle(call.Events.Single(each => each.Stream.Leg == 1));
        call.Refuse(Connect).Status.ShouldBe(429);
        call.DeliverAll();

        call.Ask(Connect).ShouldBeOfType<ConnectionReply>();
        call.State!.Legs.Select(leg => leg.Number).ShouldBe([(ushort)1, (ushort)3]);
    }

    [Fact]
    public void Connect_EveryConnectionIdWasGiven_IsRefused()
    {
        var call = Connected().Rewritten(static state => state with { LastLeg = ushort.MaxValue - 1 });

        call.Ask(Connect).ShouldBeOfType<ConnectionReply>().ConnectionId.ShouldBe(call.CallIds.Connection(new(call.Key, ushort.MaxValue)));

        (call.Refuse(Connect).Status, call.Refuse(Connect).Code).ShouldBe((429, "8516"));
    }

    [Fact]
    public void Connect_RequestOfAnotherLegIsRemembered_ForgetsTheEndedLeg()
    {
        var call = Connected(rules: new() { MaxLegs = 2 });
        var second = call.AddLeg();
        call.Accept(new MuteParticipants(1, [Alice]) { Repeat = new(Guid.NewGuid(), 1) });
        call.Accept(new HangUp(second));
        call.DeliverAll();

        call.Ask(Connect).ShouldBeOfType<ConnectionReply>();
    }

    [Fact]
    public void Connect_EndedLegStillRemembered_IsKeptForItsRepeat()
    {
        var call = Connected(rules: new() { MaxLegs = 2 });
        var connect = Connect with { Repeat = new(Guid.NewGuid(), 1) };
        call.Ask(connect);
        call.Accept(new HangUp(2));
        call.DeliverAll();

        call.Refuse(Connect).Status.ShouldBe(429);
        call.Ask(connect).ShouldBeOfType<ConnectionReply>().State.ShouldBe(ConnectionState.Disconnected);

        call.Advance(call.Rules.RepeatMemory);
        call.Ask(Connect).ShouldBeOfType<ConnectionReply>();
    }
}
