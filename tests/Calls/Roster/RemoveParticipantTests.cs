using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Roster;

public sealed class RemoveParticipantTests
{
    [Fact]
    public void Remove_OneOfSeveral_SucceedsThenTellsTheRosterWithoutThem()
    {
        var call = Group(Alice, Bob);

        call.Accept(new RemoveParticipant(1, Bob) { OperationContext = "remove" }).OperationContext.ShouldBe("remove");

        var told = call.DeliverAll();
        told.Select(each => each.Kind).ShouldBe([CallEventKind.RemoveParticipantSucceeded, CallEventKind.ParticipantsUpdated]);
        (told[0].Participant, told[0].OperationContext, told[0].Result).ShouldBe((Bob, "remove", ResultInformation.Success));
        told[1].Participants.Select(each => each.Identifier).ShouldBe([call.CallIds.AppIdentity, Alice]);
        var bye = call.Notices.OfType<Bye>().Single();
        (bye.Endpoint, bye.Reason, bye.Ring).ShouldBe((Bob, Results.Removed, null));
    }

    [Fact]
    public void Remove_OnlyOtherParty_EndsTheCall()
    {
        var call = Connected();

        call.Accept(new RemoveParticipant(1, Alice) { OperationCallbackUri = OtherCallback });

        call.Told().ShouldBe(["1 RemoveParticipantSucceeded 200/0", "1 CallDisconnected 200/5002"], ignoreOrder: true);
        call.Refuse(new GetCall(1)).Code.ShouldBe("8522");
    }

    [Fact]
    public void Remove_OtherAppOfAPair_DisconnectsBothWithTheirOwnCodes()
    {
        var call = AppToApp();

        call.Accept(new RemoveParticipant(1, Bob));

        call.Told().ShouldBe(
            ["1 RemoveParticipantSucceeded 200/0", "2 CallDisconnected 200/5300", "1 CallDisconnected 200/5002"], ignoreOrder: true);
    }

    [Fact]
    public void Remove_OtherAppOfAGroup_LeavesTheCallGoingOn()
    {
        var call = AppToApp();
        call.Accept(new AddParticipant(1, Carol));
        call.PicksUp(Carol);
        call.Cleared();

        call.Accept(new RemoveParticipant(1, Bob));

        call.Told().ShouldBe(
            ["1 RemoveParticipantSucceeded 200/0", "2 CallDisconnected 200/5300", "1 ParticipantsUpdated 200/0"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Remove_NotInTheCall_Fails(bool isRinging)
    {
        var call = Connected();
        if (isRinging)
            call.Accept(new AddParticipant(1, Bob));

        call.Accept(new RemoveParticipant(1, Bob) { OperationContext = "remove", OperationCallbackUri = OtherCallback });

        var told = call.DeliverAll().ShouldHaveSingleItem();
        (told.Kind, told.Result.Code, told.Result.SubCode, told.Participant, told.OperationContext, told.Stream.Uri)
            .ShouldBe((CallEventKind.RemoveParticipantFailed, 404, 8558, Bob, "remove", OtherCallback));
        call.State!.Invitations.Length.ShouldBe(isRinging ? 1 : 0);
    }

    [Fact]
    public void Remove_TheAppItself_IsRefused()
    {
        var call = Connected();

        var refusal = call.Refuse(new RemoveParticipant(1, call.CallIds.AppIdentity));

        (refusal.Status, refusal.Code, refusal.Target).ShouldBe((400, "8523", "participantToRemove"));
    }

    [Fact]
    public void Remove_WhoIsBeingTransferred_FailsTheTransferToo()
    {
        var call = Group(Alice, Bob, Carol);
        call.Accept(new TransferToParticipant(1, Dave) { Transferee = Bob });

        call.Accept(new RemoveParticipant(1, Bob));

        call.Told().ShouldBe(
            ["1 RemoveParticipantSucceeded 200/0", "1 CallTransferFailed 487/8543", "1 ParticipantsUpdated 200/0"]);
        call.Notices.OfType<Bye>().Select(bye => bye.Endpoint).ShouldBe([Bob, Dave], ignoreOrder: true);
    }
}
