using CallGrains.Calls.Commands;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Pump;
using CallGrains.Calls.Replies;
using CallGrains.Calls.Tests.Bench;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Pump;

/// <summary>State and what it owes are one write, and nothing is visible before it is done.</summary>
public sealed class WriteTests
{
    [Fact]
    public void Post_WriteUnderWay_ShowsNothingOfIt()
    {
        var call = Connected();
        call.HoldsWrites = true;

        var add = call.Begin(new AddParticipant(1, Bob));
        var mute = call.Begin(new MuteParticipants(1, [Alice]));
        var hold = call.Begin(new HoldParticipant(1, Alice));

        call.Effects.ShouldBeEmpty();
        call.Ask(new GetParticipant(1, Alice)).ShouldBeOfType<ParticipantReply>().Participant.IsMuted.ShouldBeFalse();
        call.FinishWrite();
        call.ReplyTo(add).ShouldBeOfType<AcceptedReply>();
        call.ReplyTo(mute).ShouldBeNull();
        call.Notices.OfType<Invite>().ShouldHaveSingleItem();
        call.Ask(new GetParticipant(1, Alice)).ShouldBeOfType<ParticipantReply>().Participant.IsMuted.ShouldBeFalse();

        call.FinishWrite();
        call.ReplyTo(mute).ShouldBeOfType<AcceptedReply>();
        call.ReplyTo(hold).ShouldBeOfType<AcceptedReply>();
        call.Ask(new GetParticipant(1, Alice)).ShouldBeOfType<ParticipantReply>().Participant.IsMuted.ShouldBeTrue();
    }

    [Fact]
    public void Acknowledgement_WhileWritesAreUnderWay_ShowsNothingOfThem()
    {
        var call = Connected();
        call.Accept(new AddParticipant(1, Bob));
        var invite = call.InviteOf(Bob);
        call.HoldsWrites = true;
        call.Begin(new MuteParticipants(1, [Alice]));
        call.Begin(new HoldParticipant(1, Alice));

        call.Signal(new InviteReceived(invite.Participation, invite.Ring));

        Marks().ShouldBe((false, false));
        call.State!.Invitations.Single().IsReceived.ShouldBeTrue();
        call.FinishWrite();
        Marks().ShouldBe((true, false));
        call.State.Invitations.Single().IsReceived.ShouldBeTrue();
        call.FinishWrite();
        Marks().ShouldBe((true, true));
        call.State.Invitations.Single().IsReceived.ShouldBeTrue();

        (bool, bool) Marks()
        {
            var view = call.Ask(new GetParticipant(1, Alice)).ShouldBeOfType<ParticipantReply>().Participant;
            return (view.IsMuted, view.IsOnHold);
        }
    }

    [Fact]
    public void Refused_AfterOldRequestIdsLapsed_ChangesNothing()
    {
        var call = Connected();
        call.Accept(new MuteParticipants(1, [Alice]) { Repeat = new(Guid.NewGuid(), 1) });
        call.Pass(call.Rules.RepeatMemory);
        var (before, writes) = (call.State, call.Writes);

        call.Refuse(new RemoveParticipant(1, call.CallIds.AppIdentity) { Repeat = new(Guid.NewGuid(), 1) });

        (call.State, call.Writes).ShouldBe((before, writes));
    }

    [Fact]
    public void Post_AnswerThatChangesNothing_WaitsForTheWriteItMayRestOn()
    {
        var call = Connected();
        call.HoldsWrites = true;
        var add = new AddParticipant(1, Bob) { Repeat = new(Guid.NewGuid(), 1) };
        call.Begin(add);

        var again = call.Begin(add);

        call.ReplyTo(again).ShouldBeNull();
        call.FinishWrite();
        call.ReplyTo(again).ShouldBeOfType<AcceptedReply>();
        call.Writes.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Post_RefusalWithNothingUnderWay_IsGivenAtOnceWithoutAWrite()
    {
        var call = Connected();
        var writes = call.Writes;
        call.HoldsWrites = true;

        call.Refuse(new AddParticipant(1, Phone)).Status.ShouldBe(400);

        call.Writes.ShouldBe(writes);
    }

    [Fact]
    public void WriteFailed_AnswersEverybody503AndLeavesNothing()
    {
        var call = Connected();
        call.Receive(new Reserve(Guid.NewGuid(), new(9), [Alice]));
        var before = call.State;
        var read = call.Begin(new GetParticipants(1));
        call.HoldsWrites = true;
        var writing = call.Begin(new AddParticipant(1, Bob));
        var staged = call.Begin(new AddParticipant(1, Carol));
        call.Effects.Clear();

        call.FailWrite();

        foreach (var ticket in (object[])[read, writing, staged])
        {
            var refusal = call.ReplyTo(ticket).ShouldBeOfType<Refusal>();
            (refusal.Status, refusal.Code, refusal.RetryAfter).ShouldBe((503, "9001", TimeSpan.FromSeconds(1)));
        }

        call.Notices.OfType<Invite>().ShouldBeEmpty();
        call.State!.Invitations.ShouldBeEmpty();
        call.State.Holds.Single().Move.ShouldBe(before!.Holds.Single().Move);
        call.HoldsWrites = false;
        call.Advance(call.Rules.HoldWait);
        call.Told().ShouldBeEmpty();
    }

    [Fact]
    public void WriteFailed_FirstWriteOfACall_LeavesNoCall()
    {
        var call = new CallBench { HoldsWrites = true };
        var create = call.Begin(new CreateCall([Alice], Callback));

        call.FailWrite();

        call.ReplyTo(create).ShouldBeOfType<Refusal>().Status.ShouldBe(503);
        call.State.ShouldBeNull();
        call.HoldsWrites = false;
        call.Ask(new CreateCall([Alice], Callback)).ShouldBeOfType<ConnectionReply>();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TryBeginWrite_OthersWriteMeanwhile_KeepsItsBytes(bool isGivenUp)
    {
        var (call, other) = (Connected(), Connected(Carol, seed: 2));
        var add = new CommandInput(new AddParticipant(1, Bob), new object());
        call.Pump.Post(add, call.Now);
        call.Pump.TryBeginWrite(out var write).ShouldBeTrue();
        var before = write.State.ToArray();

        // Nobody knows whether a store that failed reads them still.
        if (isGivenUp)
            call.Pump.WriteFailed();
        other.Accept(new AddParticipant(1, Dave));

        write.State.ToArray().ShouldBe(before);
    }

    [Fact]
    public void WriteDone_NothingUnderWay_IsAFaultOfTheHost()
    {
        var call = Connected();

        Should.Throw<InvalidOperationException>(() => call.Pump.WriteDone(call.Now));
    }

    [Fact]
    public void Acknowledgements_NeedNoWriteButAreWrittenOnFlush()
    {
        var call = Connected();
        call.Accept(new AddParticipant(1, Bob));
        var writes = call.Writes;
        var invite = call.InviteOf(Bob);

        call.Signal(new InviteReceived(invite.Participation, invite.Ring));
        call.Writes.ShouldBe(writes);
        call.Pump.IsIdle.ShouldBeTrue();
        call.Flush();

        call.Flush();
        call.Writes.ShouldBe(writes + 1);
        call.LastWrite.Owes.ShouldBeFalse();
        call.LastWrite.Due.ShouldBe(invite.Deadline);
        call.Restart();
        call.Effects.ShouldBeEmpty();
        call.Flush();
        call.Writes.ShouldBe(writes + 1);
    }

    [Fact]
    public void Write_SaysWhatTheHostMustKnow()
    {
        var call = Calling(Alice);

        (call.LastWrite.Key, call.LastWrite.Due, call.LastWrite.Owes).ShouldBe((call.Key, call.Now + call.Rules.RingTimeout, true));
        call.AnswerAll();
        call.LastWrite.Due.ShouldBeNull();
        call.Accept(new MoveParticipants(1, new(9), "from", [Bob]));
        call.LastWrite.Due.ShouldBe(call.Now + call.Rules.MoveTimeout);
    }

    [Fact]
    public void Write_OneOfSeveralConfirmed_StillOwes()
    {
        var call = Calling(Alice, Bob);
        var alice = call.InviteOf(Alice);
        call.Signal(new InviteReceived(alice.Participation, alice.Ring));
        call.Flush();
        call.LastWrite.Owes.ShouldBeTrue();

        call.AnswerAll();
        call.DeliverAll();
        call.Flush();
        call.LastWrite.Owes.ShouldBeFalse();
        call.Accept(new AddParticipant(1, Carol));
        call.PicksUp(Carol);
        call.DeliverAll();
        call.Flush();
        call.LastWrite.Owes.ShouldBeTrue();
    }

    [Fact]
    public void Write_EndedAndSettled_DeletesTheRow()
    {
        var call = Connected();
        call.Accept(new Terminate(1));

        call.Cleared();

        (call.LastWrite.State.Length, call.LastWrite.Due, call.LastWrite.Owes).ShouldBe((0, null, false));
    }

    [Fact]
    public void NewPump_OtherBytes_AreRefused()
    {
        var call = Connected();

        Should.Throw<InvalidDataException>(() => new CallPump(call.Key, [99, 1, 2, 3], call.Rules, call.CallIds, RandomIds.Instance, call.Now));
    }

    private static class RandomIds
    {
        public static CountingIdSource Instance { get; } = new(9);
    }
}
