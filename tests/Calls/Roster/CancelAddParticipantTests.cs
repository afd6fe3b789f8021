using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Roster;

public sealed class CancelAddParticipantTests
{
    private static CancelAddParticipant Cancel(string? invitation, ushort leg = 1) =>
        new(leg, invitation!) { OperationContext = "cancel", OperationCallbackUri = OtherCallback };

    [Fact]
    public void Cancel_StillRinging_SucceedsAndNothingElseIsTold()
    {
        var call = Connected();
        var invitation = call.Accept(new AddParticipant(1, Bob)).InvitationId;

        var reply = call.Accept(Cancel(invitation));

        (reply.InvitationId, reply.OperationContext).ShouldBe((invitation, "cancel"));
        var told = call.DeliverAll().ShouldHaveSingleItem();
        (told.Kind, told.Result.Code, told.Result.SubCode).ShouldBe((CallEventKind.CancelAddParticipantSucceeded, 487, 5234));
        (told.InvitationId, told.OperationContext, told.Stream.Uri, told.Participant).ShouldBe((invitation, "cancel", OtherCallback, null));
        told.Result.Message.ShouldContain(Bob.RawId);
        call.Notices.OfType<Bye>().Single().Endpoint.ShouldBe(Bob);
        call.State!.Invitations.ShouldBeEmpty();
    }

    [Fact]
    public void Cancel_ByAnotherLeg_TellsTheLegThatInvitedToo()
    {
        var call = Connected();
        var other = call.AddLeg();
        var invitation = call.Accept(new AddParticipant(1, Bob)).InvitationId;

        call.Accept(Cancel(invitation, other));

        call.Told().ShouldBe([$"{other} CancelAddParticipantSucceeded 487/5234", "1 AddParticipantFailed 487/5234"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("answered")]
    [InlineData("declined")]
    [InlineData("unknown")]
    [InlineData("not an id")]
    public void Cancel_NotRinging_Fails(string how)
    {
        var call = Connected();
        var invitation = call.Accept(new AddParticipant(1, Bob)).InvitationId;
        if (how == "answered")
            call.PicksUp(Bob);
        if (how == "declined")
            call.Declines(Bob);
        call.Told();
        var named = how switch { "unknown" => Guid.Empty.ToString(), "not an id" => how, _ => invitation! };

        call.Accept(Cancel(named)).InvitationId.ShouldBe(named);

        var told = call.DeliverAll().ShouldHaveSingleItem();
        (told.Kind, told.Result, told.InvitationId, told.Stream.Uri)
            .ShouldBe((CallEventKind.CancelAddParticipantFailed, Results.NoInvitation, named, OtherCallback));
    }

    [Fact]
    public void Cancel_InvitationOfATransfer_Fails()
    {
        var call = Connected();
        call.Accept(new TransferToParticipant(1, Bob));

        call.Accept(Cancel(call.InviteOf(Bob).Participation.ToString()));

        call.Told().ShouldBe(["1 CancelAddParticipantFailed 404/8523"]);
        call.State!.Invitations.ShouldHaveSingleItem();
    }

    [Fact]
    public void Cancel_AnswerComesTooLate_ChangesNothing()
    {
        var call = Connected();
        call.Accept(Cancel(call.Accept(new AddParticipant(1, Bob)).InvitationId));
        call.Told();

        call.PicksUp(Bob);

        call.Told().ShouldBeEmpty();
        call.People.ShouldBe([Alice]);
    }

    [Fact]
    public void Cancel_NobodyElseIsLeft_EndsTheCall()
    {
        var call = Connected();
        var invitation = call.Accept(new AddParticipant(1, Bob)).InvitationId!;
        call.HangsUp(Alice);
        call.Told();

        call.Accept(new CancelAddParticipant(1, invitation));

        call.Told().ShouldBe(["1 CancelAddParticipantSucceeded 487/5234", "1 CallDisconnected 200/5010"]);
    }
}
