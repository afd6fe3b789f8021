using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Replies;
using CallGrains.Calls.Tests.Bench;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Starting;

public sealed class CreateTests
{
    [Fact]
    public void Create_TargetAnswers_ConnectsAndTellsTheRoster()
    {
        var bench = new CallBench();

        var reply = bench.Ask(new CreateCall([Alice], Callback) { OperationContext = "create" }).ShouldBeOfType<ConnectionReply>();
        reply.State.ShouldBe(ConnectionState.Connecting);
        reply.ServerCallId.ShouldBeNull();
        (reply.ConnectionId, reply.CorrelationId).ShouldBe((bench.CallIds.Connection(new(bench.Key, 1)), bench.CallIds.Correlation(bench.Key)));
        bench.AnswerAll();

        var events = bench.DeliverAll();
        events.Select(each => each.Kind).ShouldBe([CallEventKind.CallConnected, CallEventKind.ParticipantsUpdated]);
        events[0].OperationContext.ShouldBe("create");
        events[1].Participants.Select(each => each.Identifier).ShouldBe([bench.CallIds.AppIdentity, Alice]);
        events[1].SequenceNumber.ShouldBe(1);
        var connected = bench.Ask(new GetCall(1)).ShouldBeOfType<ConnectionReply>();
        (connected.State, connected.ServerCallId).ShouldBe((ConnectionState.Connected, bench.CallIds.ServerCall(bench.Key)));
    }

    [Fact]
    public void Create_WithEverything_ReportsAndRingsAsAsked()
    {
        var bench = new CallBench();

        var reply = bench.Ask(new CreateCall([Phone, Alice], Callback)
        {
            Source = Carol,
            SourceCallerIdNumber = CallerId,
            SourceDisplayName = "Desk",
            TraceParent = "00-trace",
        }).ShouldBeOfType<ConnectionReply>();

        (reply.Source, reply.SourceCallerIdNumber, reply.SourceDisplayName, reply.CallbackUri).ShouldBe((Carol, CallerId, "Desk", Callback));
        reply.Targets.ShouldBe([Phone, Alice]);
        var phone = bench.InviteOf(Phone);
        (phone.From, phone.CallerDisplayName, phone.Deadline - bench.Now).ShouldBe((CallerId, "Desk", bench.Rules.PhoneRingTimeout));
        var user = bench.InviteOf(Alice);
        (user.From, user.CallerDisplayName, user.Deadline - bench.Now).ShouldBe((Carol, "Desk", bench.Rules.RingTimeout));
        bench.AnswerAll();
        bench.DeliverAll()[1].Participants.Select(each => each.Identifier).ShouldBe([Carol, Phone, Alice]);
    }

    [Fact]
    public void Create_Group_ConnectsWithTheFirstAnswerAndTheOthersJoin()
    {
        var call = Calling(Alice, Bob, Carol);

        call.PicksUp(Bob);
        call.Told().ShouldBe(["1 CallConnected 200/0", "1 ParticipantsUpdated 200/0"]);
        call.Declines(Alice);
        call.Told().ShouldBeEmpty();
        call.PicksUp(Carol);

        call.Told().ShouldBe(["1 ParticipantsUpdated 200/0"]);
        call.People.ShouldBe([Bob, Carol]);
    }

    [Fact]
    public void Create_GroupAllDecline_FailsWithTheLastReason()
    {
        var call = Calling(Alice, Bob);

        call.Declines(Bob, Results.Busy);
        call.Told().ShouldBeEmpty();
        call.Declines(Alice, Results.Declined);

        call.Told().ShouldBe(["1 CreateCallFailed 603/0", "1 CallDisconnected 603/0"]);
    }

    [Fact]
    public void Create_GroupOneAnswersAndLeavesBeforeTheOtherDeclines_Ends()
    {
        var call = Calling(Alice, Bob);
        call.PicksUp(Alice);
        call.HangsUp(Alice);
        call.Cleared();

        call.Signal(new Declined(call.State!.Invitations.Single().Participation, call.State.Invitations.Single().Ring, Results.Declined));

        call.Told().ShouldBe(["1 CallDisconnected 200/5010"]);
    }

    [Fact]
    public void Create_NobodyAnswersInTime_FailsThenDisconnects()
    {
        var bench = Calling(Alice);

        bench.Advance(bench.Rules.RingTimeout);

        var events = bench.DeliverAll();
        events.Select(each => each.Kind).ShouldBe([CallEventKind.CreateCallFailed, CallEventKind.CallDisconnected]);
        events.ShouldAllBe(each => each.Result == Results.NotAnswered && each.OperationContext == "create");
        bench.Ask(new GetCall(1)).ShouldBeOfType<Refusal>().Code.ShouldBe("8522");
    }

    [Fact]
    public void Create_GroupOfUsersAndPhones_RingsEachForItsOwnTime()
    {
        var call = Calling(Alice, Phone);

        call.Advance(call.Rules.RingTimeout);
        call.Told().ShouldBeEmpty();
        call.State!.Invitations.ShouldHaveSingleItem().Target.ShouldBe(Phone);
        call.Advance(call.Rules.PhoneRingTimeout - call.Rules.RingTimeout);

        call.Told().ShouldBe(["1 CreateCallFailed 487/10004", "1 CallDisconnected 487/10004"]);
    }

    [Fact]
    public void Create_TargetIsTheSource_FailsWhenItAnswers()
    {
        var call = new CallBench();
        call.Ask(new CreateCall([Alice], Callback) { Source = Alice }).ShouldBeOfType<ConnectionReply>();

        call.PicksUp(Alice);

        call.Told().ShouldBe(["1 CreateCallFailed 409/8519", "1 CallDisconnected 409/8519"]);
    }

    [Fact]
    public void Create_PhoneWithoutCallerId_IsRefusedNamingTheField()
    {
        var bench = new CallBench();

        var refusal = bench.Refuse(new CreateCall([Alice, Phone], Callback));

        (refusal.Status, refusal.Code, refusal.Target).ShouldBe((400, "8523", "sourceCallerIdNumber"));
        (bench.Writes, bench.State).ShouldBe((0, null));
    }

    [Fact]
    public void Create_WrongTargets_IsRefusedNamingWhich()
    {
        var bench = new CallBench(rules: new() { MaxParticipants = 4, MaxInvitations = 2 });

        bench.Refuse(new CreateCall([], Callback)).Target.ShouldBe("targets");
        bench.Refuse(new CreateCall([Alice, Alice], Callback)).Target.ShouldBe("targets[1]");
        bench.Refuse(new CreateCall([Alice, Bob, Carol], Callback)).Target.ShouldBe("targets");
        bench.Refuse(new CreateCall([Alice, Bob, Carol, Dave], Callback)).Message.ShouldContain("4");
        bench.Ask(new CreateCall([Alice, Bob], Callback)).ShouldBeOfType<ConnectionReply>();
    }

    [Fact]
    public void Create_KeyInUse_IsRefused()
    {
        var call = Connected();

        call.Refuse(new CreateCall([Bob], Callback)).Status.ShouldBe(412);
    }

    [Fact]
    public void MidCallOperations_BeforeAnAnswer_AreRefused()
    {
        var call = Calling(Bob);
        CallCommand[] commands =
        [
            new AddParticipant(1, Carol), new RemoveParticipant(1, Bob), new CancelAddParticipant(1, "id"), new MuteParticipants(1, [Bob]),
            new HoldParticipant(1, Bob), new UnholdParticipant(1, Bob), new TransferToParticipant(1, Carol),
            new MoveParticipants(1, new(9), "from", [Carol]),
        ];

        foreach (var refusal in commands.Select(call.Refuse))
            (refusal.Status, refusal.Code).ShouldBe((400, "8501"));
    }
}
