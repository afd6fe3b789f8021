using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Replies;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Roster;

public sealed class AddParticipantTests
{
    private static AddParticipant Add(CommunicationIdentifier who) =>
        new(1, who) { OperationContext = "add", OperationCallbackUri = OtherCallback };

    [Fact]
    public void Add_Invited_AnswersWithTheInvitationAndRings()
    {
        var call = Connected();

        var reply = call.Accept(Add(Bob) with { SourceDisplayName = "Desk", CustomContext = "{}" });

        reply.OperationContext.ShouldBe("add");
        reply.Participants.ShouldBe([new ParticipantView(Bob, false, false)]);
        var invite = call.InviteOf(Bob);
        invite.Participation.ToString().ShouldBe(reply.InvitationId);
        invite.From.ShouldBe(call.CallIds.AppIdentity);
        (invite.CallerDisplayName, invite.CustomContext, invite.AppMayAnswer, invite.OnBehalfOf).ShouldBe(("Desk", "{}", true, null));
        invite.Deadline.ShouldBe(call.Now + call.Rules.RingTimeout);
        call.Told().ShouldBeEmpty();
    }

    [Fact]
    public void Add_Answered_SucceedsAtItsOwnUriThenTellsTheRoster()
    {
        var call = Connected();
        call.Accept(Add(Bob));

        call.PicksUp(Bob);

        var told = call.DeliverAll();
        told.Select(each => each.Kind).ShouldBe([CallEventKind.AddParticipantSucceeded, CallEventKind.ParticipantsUpdated], ignoreOrder: true);
        var added = told.Single(each => each.Kind == CallEventKind.AddParticipantSucceeded);
        (added.Participant, added.OperationContext, added.Stream.Uri, added.Result)
            .ShouldBe((Bob, "add", OtherCallback, ResultInformation.Success));
        var roster = told.Single(each => each.Kind == CallEventKind.ParticipantsUpdated);
        roster.Participants.Select(each => each.Identifier).ShouldBe([call.CallIds.AppIdentity, Alice, Bob]);
        (roster.OperationContext, roster.Stream.Uri, roster.SequenceNumber).ShouldBe((null, Callback, 2));
        call.Notices.OfType<Attached>().Single().Endpoint.ShouldBe(Bob);
        call.State!.IsGroup.ShouldBeTrue();
    }

    public static TheoryData<int, int, string> Declines { get; } = new()
    {
        { 603, 0, "1 AddParticipantFailed 603/0" },
        { 486, 0, "1 AddParticipantFailed 486/0" },
        { 403, 0, "1 AddParticipantFailed 403/0" },
        { 480, 10037, "1 AddParticipantFailed 480/10037" },
    };

    [Theory]
    [MemberData(nameof(Declines))]
    public void Add_NotAnswered_FailsWithTheReasonAndChangesNoRoster(int code, int subCode, string told)
    {
        var call = Connected();
        call.Accept(Add(Bob));

        call.Declines(Bob, new(code, subCode, "no"));

        var failed = call.DeliverAll().ShouldHaveSingleItem();
        $"1 {failed.Kind} {failed.Result.Code}/{failed.Result.SubCode}".ShouldBe(told);
        (failed.Participant, failed.OperationContext, failed.Stream.Uri).ShouldBe((Bob, "add", OtherCallback));
        call.People.ShouldBe([Alice]);
        call.State!.Sequence.ShouldBe(1);
        call.Notices.OfType<Bye>().Single().Reason.Code.ShouldBe(code);
    }

    [Theory]
    [InlineData(0, 85)]
    [InlineData(1, 1)]
    [InlineData(180, 180)]
    public void Add_NobodyAnswers_FailsWhenTheTimeIsOverAndNotBefore(int asked, int seconds)
    {
        var call = Connected();
        call.Accept(Add(Bob) with { InvitationTimeout = TimeSpan.FromSeconds(asked) });

        call.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
        call.Told().ShouldBeEmpty();
        call.Advance(TimeSpan.FromTicks(1));

        call.Told().ShouldBe(["1 AddParticipantFailed 487/10004"]);
        call.Notices.OfType<Bye>().Single().Endpoint.ShouldBe(Bob);
    }

    [Fact]
    public void Add_PhoneWithoutTimeout_RingsAsLongAsPhonesDo()
    {
        var call = Connected();

        call.Accept(Add(Phone) with { SourceCallerIdNumber = CallerId });

        var invite = call.InviteOf(Phone);
        (invite.Deadline - call.Now, invite.From).ShouldBe((call.Rules.PhoneRingTimeout, CallerId));
    }

    [Fact]
    public void Add_PhoneWithoutCallerId_IsRefused()
    {
        var refusal = Connected().Refuse(Add(Phone));

        (refusal.Status, refusal.Code, refusal.Target).ShouldBe((400, "8523", "sourceCallerIdNumber"));
    }

    [Theory]
    [InlineData("in the call")]
    [InlineData("the app itself")]
    [InlineData("ringing")]
    [InlineData("redirected to")]
    public void Add_AlreadyThere_IsAcceptedAndFails(string how)
    {
        var call = Connected();
        var who = how switch { "in the call" => Alice, "the app itself" => call.CallIds.AppIdentity, "ringing" => Bob, _ => Carol };
        if (how is "ringing" or "redirected to")
            call.Accept(new AddParticipant(1, Bob));
        if (how is "redirected to")
            call.Accept(new RedirectCall(call.InviteOf(Bob).Ring, Carol));

        call.Accept(Add(who)).InvitationId.ShouldNotBeNull();

        var failed = call.DeliverAll().ShouldHaveSingleItem();
        (failed.Kind, failed.Result, failed.Participant, failed.OperationContext, failed.Stream.Uri)
            .ShouldBe((CallEventKind.AddParticipantFailed, Results.AlreadyPresent, who, "add", OtherCallback));
    }

    [Fact]
    public void Add_CallFullAtTheAnswer_FailsAndSaysBye()
    {
        var call = Connected(rules: new() { MaxParticipants = 3 });
        call.Accept(Add(Bob));
        call.Accept(Add(Carol));
        call.PicksUp(Bob);
        call.Told();

        call.PicksUp(Carol);

        call.Told().ShouldBe(["1 AddParticipantFailed 400/8530"]);
        call.People.ShouldBe([Alice, Bob]);
        call.Notices.OfType<Bye>().Single().Endpoint.ShouldBe(Carol);
    }

    [Fact]
    public void Add_TooManyRinging_IsRefused()
    {
        var call = Connected(rules: new() { MaxInvitations = 1 });
        call.Accept(Add(Bob));

        var refusal = call.Refuse(Add(Carol));

        (refusal.Status, refusal.Code).ShouldBe((429, "8516"));
        refusal.RetryAfter.ShouldNotBeNull();
        refusal.CorrelationId.ShouldBe(call.CallIds.Correlation(call.Key));
    }

    [Fact]
    public void Add_OnlyOtherPartyLeavesWhileRinging_GoesOnWithTheOneWhoAnswers()
    {
        var call = Connected();
        call.Accept(Add(Bob));

        call.HangsUp(Alice);
        call.PicksUp(Bob);

        call.Told().ShouldNotContain(line => line.Contains("Disconnected"));
        call.People.ShouldBe([Bob]);
    }

    [Fact]
    public void Add_LastHopeDeclines_EndsTheCall()
    {
        var call = Connected();
        call.Accept(new AddParticipant(1, Bob));
        call.HangsUp(Alice);
        call.Told();

        call.Declines(Bob);

        call.Told().ShouldBe(["1 AddParticipantFailed 603/0", "1 CallDisconnected 200/5010"]);
    }
}
