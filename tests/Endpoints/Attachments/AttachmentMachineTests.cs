using System.Collections.Immutable;
using CallGrains.Calls.FarSide;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Behaviors;
using static CallGrains.Endpoints.Tests.Attachments.Samples;

namespace CallGrains.Endpoints.Tests.Attachments;

public sealed class AttachmentMachineTests
{
    private readonly AttachmentMachine _machine = new(Rules);
    private Attachment? _now;
    private Tombstone? _tombstone;

    [Fact]
    public void Invite_AnswersAtOnce_KeepsNothing()
    {
        Tell(Invite(), Does(BehaviorKind.Answer)).ShouldBe([new(CallA, new Answered(P, 1))]);

        _now.ShouldBeNull();
        Tell(Invite(), Does(BehaviorKind.Answer)).ShouldBe([new(CallA, new Answered(P, 1))]);
    }

    [Theory]
    [InlineData(BehaviorKind.Decline, 603, 0)]
    [InlineData(BehaviorKind.Busy, 486, 0)]
    [InlineData(BehaviorKind.Forbid, 403, 0)]
    [InlineData(BehaviorKind.Unreachable, 480, 10037)]
    public void Invite_DeclinesAtOnce_TellsWhy(BehaviorKind kind, int code, int subCode)
    {
        var declined = Tell(Invite(), Does(kind)).ShouldHaveSingleItem().Signal.ShouldBeOfType<Declined>();

        declined.Ring.ShouldBe(1u);
        declined.Reason.Code.ShouldBe(code);
        declined.Reason.SubCode.ShouldBe(subCode);
        _now.ShouldBeNull();
    }

    [Theory]
    [InlineData(BehaviorKind.Answer)]
    [InlineData(BehaviorKind.Decline)]
    public void TimePassed_AfterMsCountsFromRinging_Decides(BehaviorKind kind)
    {
        var late = Start.AddSeconds(2);
        Tell(Invite(), Does(kind, afterMs: 3_000), late).ShouldBe([new(CallA, new InviteReceived(P, 1))]);
        _now!.Status.ShouldBe(AttachmentStatus.Ringing);
        _now.Due.ShouldBe(Start.AddSeconds(3));

        Do(new TimePassed(), Start.AddSeconds(2.9)).Signals.ShouldBeEmpty();
        var step = Do(new TimePassed(), Start.AddSeconds(3));

        step.Signals.ShouldHaveSingleItem().Signal.ShouldBeOfType(kind == BehaviorKind.Answer ? typeof(Answered) : typeof(Declined));
        _now.Status.ShouldBe(kind == BehaviorKind.Answer ? AttachmentStatus.Answering : AttachmentStatus.Declining);
    }

    [Fact]
    public void TimePassed_AnswerUnheard_RepeatsWithGrowingPausesUntilItGivesUp()
    {
        Tell(Invite(), Does(BehaviorKind.Phone));
        _ = Do(new PickedUp(), Start);
        List<double> pauses = [];
        var time = Start;
        while (_now is { Due: { } due })
        {
            pauses.Add((due - time).TotalSeconds);
            time = due;
            _ = Do(new TimePassed(), time);
        }

        pauses.Take(8).ShouldBe([0.5, 1, 2, 4, 8, 16, 30, 30]);
        time.ShouldBeInRange(Start.AddSeconds(85) + Rules.RingGrace, Start.AddSeconds(115) + Rules.RingGrace);
    }

    [Fact]
    public void Invite_NoAnswer_OnlyRings()
    {
        Tell(Invite(), Does(BehaviorKind.NoAnswer)).ShouldBe([new(CallA, new InviteReceived(P, 1))]);

        Do(new TimePassed(), Start.AddSeconds(86)).Signals.ShouldBeEmpty();
        _now!.Status.ShouldBe(AttachmentStatus.Ringing);
        Do(new TimePassed(), Start.AddSeconds(86) + Rules.RingGrace);
        _now.ShouldBeNull();
    }

    [Fact]
    public void Invite_Again_IsAcknowledgedAgainAndChangesNothing()
    {
        Tell(Invite(), Does(BehaviorKind.Phone));
        var before = _now;

        Tell(Invite(), Does(BehaviorKind.Busy)).ShouldBe([new(CallA, new InviteReceived(P, 1))]);

        _now.ShouldBeSameAs(before);
    }

    [Fact]
    public void Invite_AgainAfterPickUp_RepeatsTheAnswer()
    {
        Tell(Invite(), Does(BehaviorKind.Phone));
        _ = Do(new PickedUp(), Start);

        Tell(Invite(), Does(BehaviorKind.Phone)).ShouldBe([new(CallA, new Answered(P, 1))]);
    }

    [Fact]
    public void Invite_App_IsAnnouncedAndAcknowledgedOnceAnnounced()
    {
        var step = Do(new Told(Invite(), Does(BehaviorKind.App)), Start);
        step.Signals.ShouldBeEmpty();
        step.Announce.ShouldBe(Invite());

        // Not told yet, so the call repeats it and it is announced again; once told, no more.
        Do(new Told(Invite(), Does(BehaviorKind.App)), Start).Announce.ShouldNotBeNull();
        Do(new AppTold(1), Start).Signals.ShouldBe([new(CallA, new InviteReceived(P, 1))]);
        var again = Do(new Told(Invite(), Does(BehaviorKind.App)), Start);
        again.Announce.ShouldBeNull();
        again.Signals.ShouldBe([new(CallA, new InviteReceived(P, 1))]);
    }

    [Fact]
    public void Invite_AppMayNotAnswer_IsDeclined480()
    {
        var step = Do(new Told(Invite() with { AppMayAnswer = false }, Does(BehaviorKind.App)), Start);

        step.Announce.ShouldBeNull();
        step.Signals.ShouldHaveSingleItem().Signal.ShouldBeOfType<Declined>().Reason.Code.ShouldBe(480);
    }

    [Fact]
    public void PickedUp_App_IsNotTaken()
    {
        _ = Do(new Told(Invite(), Does(BehaviorKind.App)), Start);

        Do(new PickedUp(), Start).IsTaken.ShouldBeFalse();
        Do(new TurnedDown(), Start).IsTaken.ShouldBeFalse();
        _now!.Status.ShouldBe(AttachmentStatus.Ringing);
    }

    [Theory]
    [InlineData(BehaviorKind.Phone)]
    [InlineData(BehaviorKind.NoAnswer)]
    [InlineData(BehaviorKind.Answer)]
    public void PickedUp_Ringing_Answers(BehaviorKind kind)
    {
        Tell(Invite(), Does(kind, afterMs: 60_000));

        var step = Do(new PickedUp(), Start);

        step.IsTaken.ShouldBeTrue();
        step.Signals.ShouldBe([new(CallA, new Answered(P, 1))]);
        Do(new PickedUp(), Start).Signals.ShouldBeEmpty();
    }

    [Fact]
    public void TurnedDown_Ringing_Declines603()
    {
        Tell(Invite(), Does(BehaviorKind.Phone));

        Do(new TurnedDown(), Start).Signals.ShouldBe([new(CallA, new Declined(P, 1, DeclineReason.Declined))]);
        Tell(Bye());
        _now.ShouldBeNull();
    }

    [Fact]
    public void Attached_UnknownParticipation_IsInTheCall()
    {
        Tell(Attached(), Does(BehaviorKind.Answer, hangUpAfterMs: 1_000)).ShouldBe([new(CallA, new AttachedReceived(P, 0))]);

        _now!.Status.ShouldBe(AttachmentStatus.Attached);
        _now.Due.ShouldBe(Start.AddSeconds(1));
    }

    [Fact]
    public void Attached_AfterRinging_HangsUpAfterTheTimeSetWhenCalled()
    {
        Tell(Invite(), Does(BehaviorKind.Answer, afterMs: 1_000, hangUpAfterMs: 5_000));
        _ = Do(new TimePassed(), Start.AddSeconds(1));
        Tell(Attached(), Does(BehaviorKind.Answer), Start.AddSeconds(2));

        Do(new TimePassed(), Start.AddSeconds(6.9)).Signals.ShouldBeEmpty();
        Do(new TimePassed(), Start.AddSeconds(7)).Signals.ShouldBe([new(CallA, new Left(P))]);
    }

    [Fact]
    public void Attached_HigherHop_MovesAndKeepsHangUpTime()
    {
        Tell(Attached(), Does(BehaviorKind.Answer, hangUpAfterMs: 10_000));

        Tell(Attached(1, CallB), now: Start.AddSeconds(5)).ShouldBe([new(CallB, new AttachedReceived(P, 1))]);

        _now!.Call.ShouldBe(CallB);
        Do(new TimePassed(), Start.AddSeconds(10)).Signals.ShouldBe([new(CallB, new Left(P))]);
    }

    [Fact]
    public void Attached_LowerOrSameHop_IsAcknowledgedAndIgnored()
    {
        Tell(Attached(2, CallB));
        var before = _now;

        Tell(Attached(1, CallA)).ShouldBe([new(CallA, new AttachedReceived(P, 1))]);
        Tell(Attached(2, CallB)).ShouldBe([new(CallB, new AttachedReceived(P, 2))]);

        _now.ShouldBeSameAs(before);
    }

    [Fact]
    public void Attached_AfterFinalBye_IsAcknowledgedAndBringsNothingBack()
    {
        Tell(Attached());
        Tell(Bye()).ShouldBe([new(CallA, new ByeReceived(P))]);

        Tell(Attached(1, CallB)).ShouldBe([new(CallB, new AttachedReceived(P, 1))]);
        Tell(Invite(7)).ShouldBe([new(CallA, new InviteReceived(P, 7))]);

        _now.ShouldBeNull();
    }

    [Fact]
    public void HungUp_Attached_RepeatsLeftUntilBye()
    {
        Tell(Attached());
        Do(new HungUp(), Start).Signals.ShouldBe([new(CallA, new Left(P))]);

        for (var i = 0; i < 20; i++)
            Do(new TimePassed(), _now!.Due!.Value).Signals.ShouldBe([new(CallA, new Left(P))]);
        Tell(Bye()).ShouldBe([new(CallA, new ByeReceived(P))]);

        _now.ShouldBeNull();
    }

    [Fact]
    public void HungUp_WhileMoved_TellsTheNewCallAtOnce()
    {
        Tell(Attached());
        _ = Do(new HungUp(), Start);

        Tell(Attached(1, CallB), now: Start.AddSeconds(1));

        _now!.Due.ShouldBe(Start.AddSeconds(1));
        Do(new TimePassed(), Start.AddSeconds(1)).Signals.ShouldBe([new(CallB, new Left(P))]);
    }

    [Fact]
    public void HungUp_Answering_LeavesAsSoonAsItIsIn()
    {
        Tell(Invite(), Does(BehaviorKind.Phone));
        _ = Do(new PickedUp(), Start);

        Do(new HungUp(), Start).IsTaken.ShouldBeTrue();
        Tell(Attached());

        Do(new TimePassed(), Start).Signals.ShouldBe([new(CallA, new Left(P))]);
    }

    [Fact]
    public void HungUp_Ringing_IsNotTaken()
    {
        Tell(Invite(), Does(BehaviorKind.Phone));

        Do(new HungUp(), Start).IsTaken.ShouldBeFalse();
    }

    [Fact]
    public void Bye_OfOneRinging_EndsOnlyThat()
    {
        Tell(Invite(1), Does(BehaviorKind.Phone));
        Tell(Bye(1)).ShouldBe([new(CallA, new ByeReceived(P, 1))]);
        _now.ShouldBeNull();

        // The first ringing does not come back; a later one rings.
        Tell(Invite(1), Does(BehaviorKind.Phone));
        _now.ShouldBeNull();
        Tell(Invite(2), Does(BehaviorKind.Phone));
        _now!.Ring.ShouldBe(2u);
    }

    [Fact]
    public void Bye_OfAnEarlierRinging_LeavesTheLaterOne()
    {
        Tell(Invite(1), Does(BehaviorKind.Phone));
        Tell(Invite(2), Does(BehaviorKind.Phone));

        Tell(Bye(1)).ShouldBe([new(CallA, new ByeReceived(P, 1))]);

        _now!.Ring.ShouldBe(2u);
        Tell(Invite(1), Does(BehaviorKind.Phone)).ShouldBe([new(CallA, new InviteReceived(P, 1))]);
        _now.Ring.ShouldBe(2u);
    }

    [Fact]
    public void Bye_OfARinging_DoesNotEndAnAttachment()
    {
        Tell(Invite(1), Does(BehaviorKind.Phone));
        Tell(Attached());

        Tell(Bye(1));

        _now!.Status.ShouldBe(AttachmentStatus.Attached);
    }

    private ImmutableArray<AddressedSignal> Tell(EndpointNotice notice, EndpointBehavior? behavior = null, DateTimeOffset? now = null) =>
        Do(new Told(notice, behavior ?? EndpointBehavior.AnswerAtOnce), now ?? Start).Signals;

    private AttachmentStep Do(AttachmentInput input, DateTimeOffset now)
    {
        var step = _machine.Handle(_now, _tombstone, input, now);
        _now = step.Next;
        _tombstone = step.Tombstone ?? _tombstone;
        return step;
    }
}
