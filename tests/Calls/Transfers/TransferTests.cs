using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Replies;
using CallGrains.Calls.Tests.Bench;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Transfers;

public sealed class TransferTests
{
    private static TransferToParticipant Transfer(CommunicationIdentifier? transferee = null, ushort leg = 1) =>
        new(leg, Dave) { Transferee = transferee, OperationContext = "transfer", OperationCallbackUri = OtherCallback };

    private static ConnectionState StateOf(CallBench call) => call.Ask(new GetCall(1)).ShouldBeOfType<ConnectionReply>().State;

    [Fact]
    public void Transfer_Pair_RingsTheTargetAsTheTransferee()
    {
        var call = Connected();

        call.Accept(Transfer() with { CustomContext = "{}" }).OperationContext.ShouldBe("transfer");

        var invite = call.InviteOf(Dave);
        (invite.From, invite.CustomContext, invite.Deadline - call.Now, invite.AppMayAnswer)
            .ShouldBe((Alice, "{}", call.Rules.TransferTimeout, true));
        StateOf(call).ShouldBe(ConnectionState.Transferring);
    }

    [Fact]
    public void Transfer_Ringing_ShowsAtTheLegThatAskedOnly()
    {
        var call = Connected();
        var other = call.AddLeg();
        call.Accept(Transfer(Alice));

        StateOf(call).ShouldBe(ConnectionState.Transferring);
        call.Ask(new GetCall(other)).ShouldBeOfType<ConnectionReply>().State.ShouldBe(ConnectionState.Connected);
        call.Accept(new AddParticipant(other, Bob));
        call.Ask(new GetCall(other)).ShouldBeOfType<ConnectionReply>().State.ShouldBe(ConnectionState.Connected);
    }

    [Fact]
    public void Transfer_WithCallerId_ShowsItToTheTarget()
    {
        var call = Connected();

        call.Accept(Transfer() with { SourceCallerIdNumber = CallerId });

        call.InviteOf(Dave).From.ShouldBe(CallerId);
    }

    [Fact]
    public void Transfer_PairAccepted_TakesTheAppOut()
    {
        var call = Connected();
        call.Accept(Transfer(Alice));

        call.PicksUp(Dave);

        var told = call.DeliverAll();
        told.Select(each => each.Kind).ShouldBe([CallEventKind.CallTransferAccepted, CallEventKind.CallDisconnected], ignoreOrder: true);
        var accepted = told.Single(each => each.Kind == CallEventKind.CallTransferAccepted);
        (accepted.TransferTarget, accepted.Transferee, accepted.OperationContext, accepted.Stream.Uri, accepted.Result)
            .ShouldBe((Dave, Alice, "transfer", OtherCallback, ResultInformation.Success));
        told.Single(each => each.Kind == CallEventKind.CallDisconnected).Result.ShouldBe(Results.EndedByApp);
        call.People.ShouldBe([Alice, Dave]);
        call.Refuse(new GetCall(1)).Status.ShouldBe(404);
    }

    [Fact]
    public void Transfer_PairOfApps_LeavesTheOtherAppWithTheTarget()
    {
        var call = AppToApp();
        call.Accept(Transfer());

        call.PicksUp(Dave);

        call.Told().ShouldBe(
            ["1 CallTransferAccepted 200/0", "1 CallDisconnected 200/7000", "2 ParticipantsUpdated 200/0"], ignoreOrder: true);
    }

    [Fact]
    public void Transfer_GroupAccepted_SendsTheTransfereeAwayWithTheTarget()
    {
        var call = Group(Alice, Bob);
        call.Accept(Transfer(Bob));

        call.PicksUp(Dave);

        call.Told().ShouldBe(["1 CallTransferAccepted 200/0", "1 ParticipantsUpdated 200/0"], ignoreOrder: true);
        call.People.ShouldBe([Alice]);
        call.Notices.OfType<Bye>().Select(bye => (bye.Endpoint, bye.Reason))
            .ShouldBe([(Dave, Results.Transferred), (Bob, Results.Transferred)], ignoreOrder: true);
        StateOf(call).ShouldBe(ConnectionState.Connected);
    }

    [Fact]
    public void Transfer_LastPersonOfAGroup_EndsTheCallAfterwards()
    {
        var call = Group(Alice, Bob);
        call.HangsUp(Alice);
        call.Cleared();
        call.Accept(new TransferToParticipant(1, Dave) { Transferee = Bob });

        call.PicksUp(Dave);

        call.Told().ShouldBe(["1 CallTransferAccepted 200/0", "1 CallDisconnected 200/5010"]);
    }

    [Fact]
    public void Transfer_Declined_FailsAndLeavesTheCallUsable()
    {
        var call = Connected();
        call.Accept(Transfer());

        call.Declines(Dave, Results.Busy);

        var failed = call.DeliverAll().ShouldHaveSingleItem();
        (failed.Kind, failed.Result, failed.OperationContext, failed.Stream.Uri, failed.TransferTarget, failed.Transferee)
            .ShouldBe((CallEventKind.CallTransferFailed, Results.Busy, "transfer", OtherCallback, null, null));
        StateOf(call).ShouldBe(ConnectionState.Connected);
        call.Accept(Transfer());
        call.PicksUp(Dave);
        call.Told().ShouldContain("1 CallTransferAccepted 200/0");
    }

    [Fact]
    public void Transfer_NobodyAnswers_FailsAfterItsTime()
    {
        var call = Connected();
        call.Accept(Transfer());

        call.Advance(call.Rules.TransferTimeout - TimeSpan.FromTicks(1));
        call.Told().ShouldBeEmpty();
        call.Advance(TimeSpan.FromTicks(1));

        call.Told().ShouldBe(["1 CallTransferFailed 487/10004"]);
    }

    [Fact]
    public void Transfer_SamePersonTwice_FailsTheSecond()
    {
        var call = Connected();
        call.Accept(Transfer());

        call.Accept(new TransferToParticipant(1, Carol));

        call.Told().ShouldBe(["1 CallTransferFailed 409/8607"]);
        call.PicksUp(Dave);
        call.Told().ShouldContain("1 CallTransferAccepted 200/0");
    }

    [Fact]
    public void Transfer_TwoPeopleOfAGroup_BothSucceed()
    {
        var call = Group(Alice, Bob, Carol);
        call.Accept(Transfer(Alice));
        call.Accept(new TransferToParticipant(1, Phone) { Transferee = Bob });

        call.PicksUp(Dave);
        call.PicksUp(Phone);

        call.Told().Count(line => line == "1 CallTransferAccepted 200/0").ShouldBe(2);
        call.People.ShouldBe([Carol]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Transfer_TransfereeLeavesFirst_Fails(bool isGroup)
    {
        var call = isGroup ? Group(Alice, Bob) : Connected();
        call.Accept(new TransferToParticipant(1, Dave) { Transferee = Alice });

        call.HangsUp(Alice);

        call.Told().ShouldBe(["1 CallTransferFailed 487/8543", isGroup ? "1 ParticipantsUpdated 200/0" : "1 CallDisconnected 200/5001"]);
        call.Notices.OfType<Bye>().ShouldContain(bye => bye.Endpoint.Equals(Dave) && bye.Reason == Results.Cancelled);
        call.PicksUp(Dave);
        call.Told().ShouldBeEmpty();
    }

    [Fact]
    public void Transfer_TransfereeIsAnAppThatLeavesFirst_Fails()
    {
        var call = AppToApp();
        call.Accept(new TransferToParticipant(1, Dave));
        call.Accept(new AddParticipant(1, Carol));
        call.PicksUp(Carol);
        call.Told();

        call.Accept(new HangUp(2));

        call.Told().ShouldBe(
            ["2 CallDisconnected 200/7000", "1 CallTransferFailed 487/8543", "1 ParticipantsUpdated 200/0"], ignoreOrder: true);
        StateOf(call).ShouldBe(ConnectionState.Connected);
    }

    [Fact]
    public void Transfer_TransfereeAbsent_FailsAtOnce()
    {
        var call = Group(Alice, Bob);

        call.Accept(Transfer(Carol));

        var failed = call.DeliverAll().ShouldHaveSingleItem();
        (failed.Kind, failed.Result.Code, failed.Result.SubCode, failed.OperationContext, failed.Stream.Uri)
            .ShouldBe((CallEventKind.CallTransferFailed, 404, 8558, "transfer", OtherCallback));
        call.Notices.OfType<Invite>().ShouldBeEmpty();
    }

    [Fact]
    public void Transfer_AnotherAppOutOfAGroup_FailsAtOnce()
    {
        var call = AppToApp();
        call.AddLeg();

        call.Accept(new TransferToParticipant(1, Dave) { Transferee = Bob });

        call.Told().ShouldBe(["1 CallTransferFailed 404/8558"]);
    }

    [Fact]
    public void Transfer_NobodyElseThere_FailsAtOnce()
    {
        var call = Connected();
        call.Accept(new AddParticipant(1, Bob));
        call.HangsUp(Alice);
        call.Told();

        call.Accept(new TransferToParticipant(1, Dave));

        call.Told().ShouldBe(["1 CallTransferFailed 404/8558"]);
    }

    [Fact]
    public void Transfer_TargetInTheCall_FailsAtOnce()
    {
        var call = Group(Alice, Dave);

        call.Accept(Transfer(Alice));
        call.Accept(new TransferToParticipant(1, call.CallIds.AppIdentity) { Transferee = Alice });

        call.Told().ShouldBe(["1 CallTransferFailed 409/8519", "1 CallTransferFailed 409/8519"]);
    }

    [Fact]
    public void Transfer_Refused_NamesTheField()
    {
        var pair = Connected();
        var group = Group(Alice, Bob);

        Named(group.Refuse(Transfer())).ShouldBe((400, "8523", "transferee"));
        Named(pair.Refuse(Transfer(Dave))).ShouldBe((400, "8523", "targetParticipant"));
        Named(pair.Refuse(Transfer(pair.CallIds.AppIdentity))).ShouldBe((400, "8523", "transferee"));
        pair.Told().ShouldBeEmpty();

        static (int, string, string?) Named(Refusal refusal) => (refusal.Status, refusal.Code, refusal.Target);
    }

    [Fact]
    public void Transfer_TooManyRinging_IsRefused()
    {
        var call = Connected(rules: new() { MaxInvitations = 1 });
        call.Accept(new AddParticipant(1, Bob));

        call.Refuse(Transfer()).Status.ShouldBe(429);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Transfer_TransfereeOrTargetHeldForAMove_WaitsForTheOutcome(bool isTransferee)
    {
        var call = Group(Alice, Bob, Dave);
        var move = Guid.NewGuid();
        call.Receive(new Reserve(move, new(9), [isTransferee ? Bob : Dave]));

        var ticket = call.Begin(Transfer(Bob));
        call.ReplyTo(ticket).ShouldBeNull();
        call.Receive(new Decided(move, new(9), [new(call.State!.Holds.Single().Entries.Single().Participation, 0)]));

        call.ReplyTo(ticket).ShouldBeOfType<AcceptedReply>();
        call.Told().ShouldContain(isTransferee ? "1 CallTransferFailed 404/8558" : "1 ParticipantsUpdated 200/0");
        call.State.Invitations.Length.ShouldBe(isTransferee ? 0 : 1);
    }

    [Fact]
    public void Transfer_PersonBeingTransferred_IsNotFreeToBeMoved()
    {
        var call = Connected();
        call.Accept(Transfer());

        call.Receive(new Reserve(Guid.NewGuid(), new(9), [Alice]));

        call.Messages.OfType<Reserved>().Single().Entries.ShouldBeEmpty();
    }
}
