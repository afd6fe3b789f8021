using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Replies;
using CallGrains.Calls.Tests.Bench;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Roster;

public sealed class MediaTests
{
    private static ParticipantView View(CallBench call, CommunicationIdentifier who) =>
        call.Ask(new GetParticipant(1, who)).ShouldBeOfType<ParticipantReply>().Participant;

    [Fact]
    public void Mute_Users_MarksThemAndTellsTheRosterOnce()
    {
        var call = Group(Alice, Bob);

        call.Accept(new MuteParticipants(1, [Alice, Bob]) { OperationContext = "mute" }).OperationContext.ShouldBe("mute");

        var told = call.DeliverAll().ShouldHaveSingleItem();
        told.Kind.ShouldBe(CallEventKind.ParticipantsUpdated);
        told.Participants.Select(each => (each.Identifier, each.IsMuted))
            .ShouldBe([(call.CallIds.AppIdentity, false), (Alice, true), (Bob, true)]);
        View(call, Alice).IsMuted.ShouldBeTrue();
    }

    [Fact]
    public void Mute_MutedAlready_TellsNothing()
    {
        var call = Connected();
        call.Accept(new MuteParticipants(1, [Alice]));
        call.Told();

        call.Accept(new MuteParticipants(1, [Alice]));

        call.Told().ShouldBeEmpty();
    }

    [Fact]
    public void Mute_TheAppItself_MarksItsOwnParty()
    {
        var call = Connected();

        call.Accept(new MuteParticipants(1, [call.CallIds.AppIdentity]));

        View(call, call.CallIds.AppIdentity).ShouldBe(new(call.CallIds.AppIdentity, IsMuted: true, IsOnHold: false));
        call.Told().ShouldBe(["1 ParticipantsUpdated 200/0"]);
    }

    [Fact]
    public void Mute_TeamsExtensionUser_IsAccepted()
    {
        var extension = CommunicationIdentifier.Parse("8:acs:res_tenant_user");
        var call = Connected(extension);

        call.Accept(new MuteParticipants(1, [extension]));

        View(call, extension).IsMuted.ShouldBeTrue();
    }

    [Fact]
    public void Mute_Phone_IsRefusedNamingWhich()
    {
        var call = Group(Alice, Phone);

        var refusal = call.Refuse(new MuteParticipants(1, [Alice, Phone]));

        (refusal.Status, refusal.Code, refusal.Target).ShouldBe((400, "8523", "targetParticipants[1]"));
        View(call, Alice).IsMuted.ShouldBeFalse();
    }

    [Fact]
    public void Mute_Absent_IsRefusedAndMutesNobody()
    {
        var call = Connected();

        var refusal = call.Refuse(new MuteParticipants(1, [Alice, Bob]));

        (refusal.Status, refusal.Code, refusal.Target).ShouldBe((404, "8558", "targetParticipants[1]"));
        View(call, Alice).IsMuted.ShouldBeFalse();
    }

    [Fact]
    public void HoldUnhold_Person_MarksAndUnmarks()
    {
        var call = Group(Alice, Phone);

        call.Accept(new HoldParticipant(1, Phone) { OperationContext = "hold" }).OperationContext.ShouldBe("hold");
        call.DeliverAll().Single().Participants.Where(each => each.IsOnHold).Select(each => each.Identifier).ShouldBe([Phone]);

        call.Accept(new UnholdParticipant(1, Phone) { OperationContext = "unhold" }).OperationContext.ShouldBe("unhold");
        call.DeliverAll().Single().Participants.ShouldAllBe(each => !each.IsOnHold);
    }

    [Fact]
    public void HoldUnhold_App_MarksAndUnmarks()
    {
        var call = AppToApp();

        call.Accept(new HoldParticipant(1, Bob));
        call.Told().ShouldBe(["1 ParticipantsUpdated 200/0", "2 ParticipantsUpdated 200/0"], ignoreOrder: true);
        View(call, Bob).IsOnHold.ShouldBeTrue();

        call.Accept(new UnholdParticipant(1, Bob));
        View(call, Bob).IsOnHold.ShouldBeFalse();
    }

    [Fact]
    public void Hold_PromptCannotBePlayed_FailsAndHoldsNobody()
    {
        var call = Connected();

        call.Accept(new HoldParticipant(1, Alice) { PromptIsPlayable = false, OperationContext = "hold", OperationCallbackUri = OtherCallback });

        var told = call.DeliverAll().ShouldHaveSingleItem();
        (told.Kind, told.Result, told.OperationContext, told.Stream.Uri)
            .ShouldBe((CallEventKind.HoldFailed, Results.PromptFormat, "hold", OtherCallback));
        View(call, Alice).IsOnHold.ShouldBeFalse();
    }

    [Fact]
    public void HoldUnhold_Absent_IsRefused()
    {
        var call = Connected();

        var hold = call.Refuse(new HoldParticipant(1, Bob));
        var unhold = call.Refuse(new UnholdParticipant(1, Bob));

        (hold.Status, hold.Code, hold.Target).ShouldBe((404, "8558", "targetParticipant"));
        (unhold.Status, unhold.Code, unhold.Target).ShouldBe((404, "8558", "targetParticipant"));
    }
}
