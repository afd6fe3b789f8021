using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Replies;
using CallGrains.Calls.Tests.Bench;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Ringing;

public sealed class AnswerTests
{
    private static AnswerCall Answer(CallBench call) =>
        new(call.Notices.OfType<Invite>().Last().Ring, OtherCallback) { OperationContext = "answer" };

    [Fact]
    public void Answer_IncomingCall_ConnectsAtOnce()
    {
        var call = Incoming();

        var leg = call.Ask(Answer(call)).ShouldBeOfType<ConnectionReply>();

        (leg.State, leg.Source, leg.CallbackUri, leg.AnsweredFor, leg.AnsweredBy).ShouldBe((ConnectionState.Connecting, Alice, OtherCallback, null, null));
        leg.Targets.ShouldBe([Bob]);
        leg.ServerCallId.ShouldBe(call.CallIds.ServerCall(call.Key));
        var told = call.DeliverAll();
        told.Select(each => (each.Kind, each.OperationContext))
            .ShouldBe([(CallEventKind.CallConnected, "answer"), (CallEventKind.ParticipantsUpdated, null)]);
        told[1].Participants.Select(each => each.Identifier).ShouldBe([Bob, Alice]);
        told[1].SequenceNumber.ShouldBe(1);
        call.Ask(new GetCall(1)).ShouldBeOfType<ConnectionReply>().State.ShouldBe(ConnectionState.Connected);
        call.Notices.OfType<Bye>().Single().Reason.ShouldBe(Results.TakenByApp);
    }

    [Fact]
    public void Answer_Phone_AppearsAsTheResourceAndSaysForWhom()
    {
        var call = Incoming(Phone);

        var leg = call.Ask(Answer(call)).ShouldBeOfType<ConnectionReply>();

        leg.AnsweredFor.ShouldBe(Phone);
        call.State!.Legs.Single().Identity.ShouldBe(call.CallIds.AppIdentity);
    }

    [Fact]
    public void Answer_OnBehalfOfSomebody_AppearsAsThem()
    {
        var call = Incoming(Phone);

        var leg = call.Ask(Answer(call) with { AnsweredBy = Carol }).ShouldBeOfType<ConnectionReply>();

        (leg.AnsweredBy, leg.AnsweredFor).ShouldBe((Carol, Phone));
        call.State!.Legs.Single().Identity.ShouldBe(Carol);
    }

    [Fact]
    public void Answer_OnBehalfOfSomebodyInTheCall_IsRefusedAndRingsOn()
    {
        var call = Incoming();

        var refusal = call.Refuse(Answer(call) with { AnsweredBy = Alice });

        (refusal.Status, refusal.Code, refusal.Target).ShouldBe((400, "8523", "answeredBy"));
        call.Ask(Answer(call)).ShouldBeOfType<ConnectionReply>();
    }

    [Fact]
    public void Answer_CreatedCall_ConnectsBothLegsWithTheirOwnContexts()
    {
        var call = Calling(Bob);

        call.Ask(Answer(call)).ShouldBeOfType<ConnectionReply>().ConnectionId.ShouldBe(call.CallIds.Connection(new(call.Key, 2)));

        var told = call.DeliverAll();
        told.Select(each => $"{each.Stream.Leg} {each.Kind} {each.OperationContext}").ShouldBe(
            ["1 CallConnected create", "2 CallConnected answer", "1 ParticipantsUpdated ", "2 ParticipantsUpdated "], ignoreOrder: true);
        told.Where(each => each.Kind == CallEventKind.ParticipantsUpdated)
            .ShouldAllBe(each => each.SequenceNumber == 1 && each.Participants.Length == 2);
        told.Select(each => (each.ServerCallId, each.CorrelationId)).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public void Answer_InvitedByAnAdd_TellsTheInviterAndConnectsTheNewLeg()
    {
        var call = Connected();
        call.Accept(new AddParticipant(1, Bob) { OperationContext = "add" });

        call.Ask(Answer(call)).ShouldBeOfType<ConnectionReply>();

        call.Told().ShouldBe(
        [
            "1 AddParticipantSucceeded 200/0", "1 ParticipantsUpdated 200/0", "2 CallConnected 200/0", "2 ParticipantsUpdated 200/0",
        ], ignoreOrder: true);
    }

    [Fact]
    public void Answer_TargetOfATransferInAPair_TakesThePlaceOfTheApp()
    {
        var call = Connected();
        call.Accept(new TransferToParticipant(1, Bob));

        call.Ask(Answer(call)).ShouldBeOfType<ConnectionReply>();

        call.Told().ShouldBe(
        [
            "1 CallTransferAccepted 200/0", "1 CallDisconnected 200/7000", "2 CallConnected 200/0", "2 ParticipantsUpdated 200/0",
        ], ignoreOrder: true);
    }

    [Fact]
    public void Answer_TargetOfATransferOutOfAGroup_IsRefused()
    {
        var call = Group(Alice, Bob);
        call.Accept(new TransferToParticipant(1, Carol) { Transferee = Alice });

        call.InviteOf(Carol).AppMayAnswer.ShouldBeFalse();
        call.Refuse(Answer(call)).Code.ShouldBe("8585");
        call.State!.Invitations.ShouldHaveSingleItem();
    }

    public static TheoryData<string> Uses { get; } = ["answered", "rejected", "redirected", "timed out", "hung up", "picked up"];

    [Theory]
    [MemberData(nameof(Uses))]
    public void AnyUse_ContextUsedBefore_IsRefused(string how)
    {
        var call = Incoming();
        var ring = call.InviteOf(Bob).Ring;
        switch (how)
        {
            case "answered": call.Ask(Answer(call)); break;
            case "rejected": call.Accept(new RejectCall(ring, RejectReason.None)); break;
            case "redirected": call.Accept(new RedirectCall(ring, Carol)); break;
            case "timed out": call.Advance(call.Rules.RingTimeout); break;
            case "hung up": call.HangsUp(Alice); break;
            default: call.PicksUp(Bob); break;
        }

        var before = call.State;
        CallCommand[] uses = [new AnswerCall(ring, Callback), new RejectCall(ring, RejectReason.Busy), new RedirectCall(ring, Dave)];
        foreach (var refusal in uses.Select(call.Refuse))
            (refusal.Status, refusal.Code, refusal.Target).ShouldBe((400, "8585", "incomingCallContext"));

        call.State.ShouldBeSameAs(before);
    }

    [Fact]
    public void Answer_CallFull_IsRefused()
    {
        var call = Connected(rules: new() { MaxParticipants = 2 });
        call.Accept(new AddParticipant(1, Bob));

        var refusal = call.Refuse(Answer(call));

        (refusal.Status, refusal.Code).ShouldBe((429, "8516"));
        call.State!.Invitations.ShouldHaveSingleItem();
    }

    [Fact]
    public void PickUp_IncomingCall_ConnectsPeopleWithoutAnApp()
    {
        var call = Incoming();

        call.PicksUp(Bob);

        call.People.ShouldBe([Alice, Bob]);
        call.Notices.OfType<Attached>().Select(each => (each.Endpoint, each.Hop)).ShouldBe([(Alice, 0), (Bob, 0)]);
        call.Told().ShouldBeEmpty();
        call.Ask(new ConnectCall(Callback)).ShouldBeOfType<ConnectionReply>();
    }
}
