using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Calls.Tests.Bench;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Ending;

public sealed class EndTests
{
    private static readonly GroupLocator Room = new(GroupLocatorKind.Room, "room");

    [Fact]
    public void HangUp_Pair_EndsTheCallForBoth()
    {
        var call = Connected();

        call.Accept(new HangUp(1));

        var told = call.DeliverAll().ShouldHaveSingleItem();
        (told.Kind, told.Result, told.OperationContext).ShouldBe((CallEventKind.CallDisconnected, Results.EndedByApp, "create"));
        var bye = call.Notices.OfType<Bye>().Single();
        (bye.Endpoint, bye.Reason).ShouldBe((Alice, Results.EndedByPeer));
        call.Refuse(new GetCall(1)).ShouldBe(Refusals.NotFound with { CorrelationId = call.CallIds.Correlation(call.Key) });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void HangUp_PairOfApps_TellsEachLegWhoEndedIt(ushort leg)
    {
        var call = AppToApp();

        call.Accept(new HangUp(leg));

        var other = 3 - leg;
        call.Told().ShouldBe([$"{leg} CallDisconnected 200/7000", $"{other} CallDisconnected 200/5001"], ignoreOrder: true);
    }

    [Fact]
    public void HangUp_Group_TakesOnlyTheAppOut()
    {
        var call = Group(Alice, Bob);

        call.Accept(new HangUp(1));

        call.Told().ShouldBe(["1 CallDisconnected 200/7000"]);
        call.People.ShouldBe([Alice, Bob]);
        call.Notices.OfType<Bye>().ShouldBeEmpty();
        call.Refuse(new HangUp(1)).Status.ShouldBe(404);
    }

    [Fact]
    public void HangUp_GroupWithAnotherApp_TellsItTheRoster()
    {
        var call = Group(Alice, Bob);
        var other = call.AddLeg();

        call.Accept(new HangUp(1));

        call.Told().ShouldBe(["1 CallDisconnected 200/7000", $"{other} ParticipantsUpdated 200/0"], ignoreOrder: true);
    }

    [Fact]
    public void HangUp_GroupOfOneOther_LeavesNobodyAloneInTheCall()
    {
        var call = Group(Alice, Bob);
        call.HangsUp(Bob);
        call.Cleared();

        call.Accept(new HangUp(1));

        call.Told().ShouldBe(["1 CallDisconnected 200/7000"]);
        call.Notices.OfType<Bye>().Single().ShouldSatisfyAllConditions(
            bye => bye.Endpoint.ShouldBe(Alice), bye => bye.Reason.ShouldBe(Results.OnlyOneLeft));
    }

    [Fact]
    public void HangUp_ConnectedLeg_LeavesAPairAsItWas()
    {
        var call = Connected();
        var other = call.AddLeg();

        call.Accept(new HangUp(other));

        call.Told().ShouldBe([$"{other} CallDisconnected 200/7000", "1 ParticipantsUpdated 200/0"], ignoreOrder: true);
        call.State!.IsAlive.ShouldBeTrue();
    }

    [Fact]
    public void HangUp_OnlyAppThatListensInIsLeft_EndsTheCall()
    {
        var call = AppToApp();
        var listener = call.AddLeg();

        call.Accept(new HangUp(2));

        call.Told().ShouldBe(
            ["2 CallDisconnected 200/7000", "1 CallDisconnected 200/5010", $"{listener} CallDisconnected 200/5010"], ignoreOrder: true);
    }

    [Fact]
    public void HangUp_BeforeAnAnswer_FailsTheCreateFirst()
    {
        var call = Calling(Alice, Bob);

        call.Accept(new HangUp(1));

        call.Told().ShouldBe(["1 CreateCallFailed 487/0", "1 CallDisconnected 200/7000"]);
        call.Notices.OfType<Bye>().Select(bye => bye.Endpoint).ShouldBe([Alice, Bob], ignoreOrder: true);
    }

    [Fact]
    public void Terminate_BeforeAnAnswer_FailsTheCreateFirst()
    {
        var call = Calling(Alice);

        call.Accept(new Terminate(1));

        call.Told().ShouldBe(["1 CreateCallFailed 487/0", "1 CallDisconnected 200/7000"]);
    }

    [Fact]
    public void Terminate_AnyCall_EndsEveryLegAndParty()
    {
        var call = Group(Alice, Bob);
        var other = call.AddLeg();

        call.Accept(new Terminate(other));

        call.Told().ShouldBe(["1 CallDisconnected 200/7000", $"{other} CallDisconnected 200/7000"], ignoreOrder: true);
        call.Notices.OfType<Bye>().Select(bye => (bye.Endpoint, bye.Reason))
            .ShouldBe([(Alice, Results.EndedByApp), (Bob, Results.EndedByApp)], ignoreOrder: true);
    }

    [Fact]
    public void Left_OtherPartyOfAPair_EndsTheCall()
    {
        var call = Connected();

        call.HangsUp(Alice);

        call.Told().ShouldBe(["1 CallDisconnected 200/5001"]);
    }

    [Fact]
    public void Left_PhoneOfAPair_EndsTheCallWithTheCodeOfPhones()
    {
        var call = Connected(Phone);

        call.HangsUp(Phone);

        call.Told().ShouldBe(["1 CallDisconnected 0/560000"]);
    }

    [Fact]
    public void Left_OneOfAGroup_TellsTheRosterThenTheLastEndsIt()
    {
        var call = Group(Alice, Phone);

        call.HangsUp(Alice);
        call.Told().ShouldBe(["1 ParticipantsUpdated 200/0"]);
        call.HangsUp(Phone);

        call.Told().ShouldBe(["1 CallDisconnected 200/5010"]);
    }

    [Fact]
    public void Left_Twice_IsHeardOnce()
    {
        var call = Group(Alice, Bob);
        var participation = call.Person(Bob).Participation;

        call.Signal(new Left(participation));
        call.Told().ShouldHaveSingleItem();
        call.Signal(new Left(participation));

        call.Told().ShouldBeEmpty();
        call.State!.Farewells.ShouldHaveSingleItem().Participation.ShouldBe(participation);
    }

    [Fact]
    public void Left_RoomWithoutApps_EndsWithTheLastPerson()
    {
        var call = Started(Room, Alice, Bob);

        call.HangsUp(Alice);
        call.State!.IsAlive.ShouldBeTrue();
        call.HangsUp(Bob);

        call.State.IsAlive.ShouldBeFalse();
    }

    [Fact]
    public void Left_CallWithoutNameAndApps_EndsWhenOneIsLeft()
    {
        var call = Started(null, Alice, Bob);

        call.HangsUp(Alice);

        call.State!.IsAlive.ShouldBeFalse();
        call.Notices.OfType<Bye>().Select(bye => bye.Endpoint).ShouldBe([Alice, Bob], ignoreOrder: true);
    }

    [Fact]
    public void End_RosterEventStillToBeSent_ShowsTheEmptyRosterUnderAVersionOfItsOwn()
    {
        var call = Connected();
        call.Accept(new MuteParticipants(1, [Alice]));
        call.Accept(new HoldParticipant(1, Alice));
        var first = call.Events.Single();

        call.Accept(new Terminate(1));

        var told = call.DeliverAll();
        told.Select(each => each.Kind)
            .ShouldBe([CallEventKind.ParticipantsUpdated, CallEventKind.ParticipantsUpdated, CallEventKind.CallDisconnected]);
        told[0].ShouldBe(first);
        told[1].Participants.ShouldBeEmpty();
        told[1].SequenceNumber.ShouldBe(4);
    }

    [Fact]
    public void End_AllToldAndConfirmed_IsForgotten()
    {
        var call = Connected();
        call.Accept(new HangUp(1));

        call.DeliverAll();
        call.State.ShouldNotBeNull();
        call.ConfirmAll();

        call.State.ShouldBeNull();
        call.StoredSize.ShouldBe(0);
        call.Pump.IsIdle.ShouldBeTrue();
        call.Pump.NextDue.ShouldBeNull();
        call.Refuse(new HangUp(1)).Code.ShouldBe("8522");
    }

    [Fact]
    public void AnyCommand_CallNeverSeen_IsNotFound()
    {
        var call = new CallBench();

        call.Refuse(new GetCall(1)).Status.ShouldBe(404);
        call.Refuse(new HangUp(1)).Status.ShouldBe(404);
        call.Refuse(new AddParticipant(1, Bob)).Status.ShouldBe(404);
        call.Refuse(new AnswerCall(1, Callback)).Status.ShouldBe(404);
        call.Refuse(new ConnectCall(Callback)).Status.ShouldBe(404);
        call.Writes.ShouldBe(0);
    }
}
