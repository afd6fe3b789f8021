using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Replies;
using CallGrains.Calls.Tests.Bench;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Ringing;

public sealed class RedirectTests
{
    private static RedirectCall Redirect(CallBench call, CommunicationIdentifier to) =>
        new(call.Notices.OfType<Invite>().Last().Ring, to);

    [Fact]
    public void Redirect_RingingCall_RingsTheOtherUnderANewContext()
    {
        var call = Incoming();
        var first = call.InviteOf(Bob);
        call.Signal(new InviteReceived(first.Participation, first.Ring));
        call.Advance(TimeSpan.FromSeconds(5));

        call.Accept(Redirect(call, Carol));

        var second = call.InviteOf(Carol);
        (second.Participation, second.From, second.OnBehalfOf).ShouldBe((first.Participation, Alice, Bob));
        (first.Ring, second.Ring).ShouldBe((1u, 2u));
        second.IncomingCallContext.ShouldNotBe(first.IncomingCallContext);
        (second.RingingSince, second.Deadline).ShouldBe((call.Now, first.Deadline));
        var bye = call.Notices.OfType<Bye>().Single();
        (bye.Endpoint, bye.Ring, bye.Reason).ShouldBe((Bob, first.Ring, Results.Redirected));
        call.Told().ShouldBeEmpty();
    }

    [Fact]
    public void Redirect_Answered_ReportsTheOneWhoAnsweredInTheRoster()
    {
        var call = Calling(Bob);
        call.Accept(Redirect(call, Carol));

        call.PicksUp(Carol);

        call.Told().ShouldBe(["1 CallConnected 200/0", "1 ParticipantsUpdated 200/0"]);
        call.People.ShouldBe([Carol]);
        call.Ask(new GetCall(1)).ShouldBeOfType<ConnectionReply>().Targets.ShouldBe([Bob]);
    }

    [Fact]
    public void Redirect_AddedParticipant_EventsNameTheOneAskedFor()
    {
        var call = Connected();
        call.Accept(new AddParticipant(1, Bob));
        call.Accept(Redirect(call, Carol));

        call.PicksUp(Carol);

        call.DeliverAll().Single(each => each.Kind == CallEventKind.AddParticipantSucceeded).Participant.ShouldBe(Bob);
        call.People.ShouldBe([Alice, Carol]);
    }

    [Fact]
    public void Redirect_DoesNotProlongTheRinging()
    {
        var call = Incoming();
        call.Advance(call.Rules.RingTimeout - TimeSpan.FromSeconds(1));
        call.Accept(Redirect(call, Carol));

        call.Advance(TimeSpan.FromSeconds(1));

        call.State!.IsAlive.ShouldBeFalse();
        call.Notices.OfType<Bye>().Count(bye => bye.Endpoint.Equals(Carol) && bye.Ring is null).ShouldBe(1);
    }

    [Fact]
    public void Redirect_OldEndpointAnswersOrDeclinesLate_IsNotHeard()
    {
        var call = Incoming();
        var first = call.InviteOf(Bob);
        call.Accept(Redirect(call, Carol));

        call.Signal(new Answered(first.Participation, first.Ring));
        call.Signal(new Declined(first.Participation, first.Ring, Results.Declined));
        call.Signal(new InviteReceived(first.Participation, first.Ring));

        var invitation = call.State!.Invitations.ShouldHaveSingleItem();
        (invitation.Target, invitation.IsReceived, call.State.Roster.Length).ShouldBe((Carol, false, 1));
    }

    [Fact]
    public void Redirect_ByeOfTheOldRingingConfirmed_LeavesTheLaterByeOwed()
    {
        var call = Incoming();
        var first = call.InviteOf(Bob);
        call.Accept(Redirect(call, Carol));
        call.HangsUp(Alice);

        call.Signal(new ByeReceived(first.Participation, first.Ring));

        call.State!.Farewells.Select(each => each.Endpoint).ShouldBe([Alice, Carol], ignoreOrder: true);
    }

    [Fact]
    public void Redirect_ChainUpToTheLimit_ThenIsRefused()
    {
        var call = Incoming(rules: new() { MaxRedirects = 2 });
        call.Accept(Redirect(call, Carol));
        call.Accept(Redirect(call, Bob));

        var refusal = call.Refuse(Redirect(call, Dave));

        (refusal.Status, refusal.Code, refusal.Target).ShouldBe((400, "8523", "target"));
        call.PicksUp(Bob);
        call.People.ShouldBe([Alice, Bob]);
    }

    [Fact]
    public void Redirect_ToTheCaller_IsRefused()
    {
        var call = Incoming();

        var refusal = call.Refuse(Redirect(call, Alice));

        (refusal.Status, refusal.Code, refusal.Target).ShouldBe((400, "8523", "target"));
    }

    [Fact]
    public void Redirect_ToSomebodyInTheCall_FailsWhenTheyPickUp()
    {
        var call = Group(Alice, Bob);
        call.Accept(new AddParticipant(1, Carol));
        call.Accept(Redirect(call, Bob));

        call.PicksUp(Bob);

        call.Told().ShouldBe(["1 AddParticipantFailed 409/8519"]);
        call.People.ShouldBe([Alice, Bob]);
    }
}
