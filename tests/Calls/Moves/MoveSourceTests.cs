using CallGrains.Calls.Commands;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Pump;
using CallGrains.Calls.Replies;
using CallGrains.Calls.State;
using CallGrains.Calls.Tests.Bench;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Moves;

/// <summary>Rules S1 to S3 of docs/protocol.md.</summary>
public sealed class MoveSourceTests
{
    private static readonly CallKey Target = new(99);
    private readonly CallBench _source = Group(Alice, Bob, Carol);
    private readonly Guid _move = new(1, 2, 3, [4, 5, 6, 7, 8, 9, 10, 11]);

    private Stay BobStays => new(_source.State!.Holds.SelectMany(hold => hold.Entries).Single(entry => entry.Identifier.Equals(Bob)).Participation, 0);

    [Fact]
    public void Reserve_PresentAndFree_AreHeldAndNobodyIsTold()
    {
        _source.Receive(new Reserve(_move, Target, [Bob, Phone]));

        var send = _source.Effects.OfType<Send>().First();
        (send.To, send.RestsOnAbsence).ShouldBe((Target, false));
        var entry = send.Message.ShouldBeOfType<Reserved>().Entries.ShouldHaveSingleItem();
        (entry.Identifier, entry.Hop).ShouldBe((Bob, 0));
        _source.People.ShouldBe([Alice, Carol]);
        var hold = _source.State!.Holds.ShouldHaveSingleItem();
        (hold.Move, hold.Target).ShouldBe((_move, Target));
        _source.Told().ShouldBeEmpty();
        _source.State.Sequence.ShouldBe(3);
    }

    [Fact]
    public void Reserve_Again_SaysTheSameAndWritesNothing()
    {
        _source.Receive(new Reserve(_move, Target, [Bob]));
        var writes = _source.Writes;
        _source.Effects.Clear();

        _source.Receive(new Reserve(_move, Target, [Bob]));

        _source.Messages.ShouldHaveSingleItem().ShouldBeOfType<Reserved>().Entries.ShouldHaveSingleItem().Identifier.ShouldBe(Bob);
        _source.Writes.ShouldBe(writes);
        _source.State!.Holds.ShouldHaveSingleItem();
    }

    [Fact]
    public void Reserve_NobodyThere_IsAnsweredWithoutAWrite()
    {
        var writes = _source.Writes;

        _source.Receive(new Reserve(_move, Target, [Phone]));

        _source.Messages.ShouldHaveSingleItem().ShouldBeOfType<Reserved>().Entries.ShouldBeEmpty();
        _source.Writes.ShouldBe(writes);
        _source.State!.Holds.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("never seen", true)]
    [InlineData("ringing", false)]
    [InlineData("ended", false)]
    public void Reserve_NoConnectedCall_GrantsNobody(string phase, bool restsOnAbsence)
    {
        var source = phase == "never seen" ? new CallBench() : phase == "ringing" ? Incoming() : Connected();
        if (phase == "ended")
            source.Accept(new Terminate(1));
        source.Effects.Clear();

        source.Receive(new Reserve(_move, Target, [Alice]));

        var send = source.Effects.OfType<Send>().ShouldHaveSingleItem();
        send.Message.ShouldBeOfType<Reserved>().Entries.ShouldBeEmpty();
        send.RestsOnAbsence.ShouldBe(restsOnAbsence);
    }

    [Fact]
    public void Reserve_HeldByAnotherMove_IsSilentAndAsksTheOtherTargetAgain()
    {
        _source.Receive(new Reserve(_move, Target, [Bob]));
        _source.Effects.Clear();

        _source.Receive(new Reserve(Guid.NewGuid(), new(98), [Carol, Bob]));

        var again = _source.Effects.ShouldHaveSingleItem().ShouldBeOfType<Send>();
        (again.To, again.Message.Move).ShouldBe((Target, _move));
        _source.State!.Holds.ShouldHaveSingleItem();
    }

    [Fact]
    public void Reserve_RosterReadWaits_GrantsNoNewHold()
    {
        _source.Receive(new Reserve(_move, Target, [Bob]));
        var read = _source.Begin(new GetParticipants(1));

        _source.Receive(new Reserve(Guid.NewGuid(), new(98), [Carol]));

        _source.State!.Holds.ShouldHaveSingleItem();
        _source.Receive(new Decided(_move, Target, []));
        _source.ReplyTo(read).ShouldBeOfType<RosterReply>().Participants.Select(each => each.Identifier)
            .ShouldBe([_source.CallIds.AppIdentity, Alice, Carol, Bob]);
    }

    [Fact]
    public void Decided_Taken_AreDroppedToldAndAcknowledged()
    {
        _source.Receive(new Reserve(_move, Target, [Bob, Carol]));

        _source.Receive(new Decided(_move, Target, [BobStays]));

        _source.People.ShouldBe([Alice, Carol]);
        _source.State!.Holds.ShouldBeEmpty();
        _source.Told().ShouldBe(["1 ParticipantsUpdated 200/0"]);
        var ack = _source.Effects.OfType<Send>().Last();
        (ack.To, ack.RestsOnAbsence).ShouldBe((Target, false));
        ack.Message.ShouldBe(new Ack(_move, _source.Key));
        // They are in another call: nobody says bye to them.
        _source.Notices.ShouldBeEmpty();
    }

    [Fact]
    public void Decided_AckOnlyAfterTheWrite()
    {
        _source.Receive(new Reserve(_move, Target, [Bob]));
        var taken = BobStays;
        _source.HoldsWrites = true;

        _source.Receive(new Decided(_move, Target, [taken]));
        _source.Messages.OfType<Ack>().ShouldBeEmpty();
        _source.FinishWrite();

        _source.Messages.OfType<Ack>().ShouldHaveSingleItem();
    }

    [Fact]
    public void Decided_None_GivesAllBackAndTellsNobody()
    {
        _source.Receive(new Reserve(_move, Target, [Bob]));

        _source.Receive(new Decided(_move, Target, []));

        _source.People.ShouldBe([Alice, Carol, Bob]);
        _source.Told().ShouldBeEmpty();
        _source.Messages.OfType<Ack>().ShouldBeEmpty();
        _source.State!.Sequence.ShouldBe(3);
    }

    [Fact]
    public void Decided_OtherStayOfTheSamePerson_IsNotTaken()
    {
        _source.Receive(new Reserve(_move, Target, [Bob]));

        _source.Receive(new Decided(_move, Target, [BobStays with { Hop = 1 }]));

        _source.People.ShouldContain(Bob);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Decided_NoHold_IsAcknowledgedOnAbsenceWhenSomebodyWasTaken(bool isPurged)
    {
        var source = isPurged ? new CallBench() : _source;
        var writes = source.Writes;

        source.Receive(new Decided(_move, Target, []));
        source.Effects.ShouldBeEmpty();
        source.Receive(new Decided(_move, Target, [new(Guid.NewGuid(), 0)]));

        var ack = source.Effects.ShouldHaveSingleItem().ShouldBeOfType<Send>();
        (ack.To, ack.Message, ack.RestsOnAbsence).ShouldBe((Target, new Ack(_move, source.Key), true));
        source.Writes.ShouldBe(writes);
    }

    [Fact]
    public void Decided_OnlyTheAppIsLeft_EndsTheCall()
    {
        var source = Connected(Bob);
        source.Receive(new Reserve(_move, Target, [Bob]));
        var stay = source.State!.Holds.Single().Entries.Single().Stay;

        source.Receive(new Decided(_move, Target, [stay]));

        source.Told().ShouldBe(["1 CallDisconnected 200/5010"]);
        source.Refuse(new GetCall(1)).Status.ShouldBe(404);
    }

    [Fact]
    public void Hold_NeverTimesOutAndIsRepeated()
    {
        _source.Receive(new Reserve(_move, Target, [Bob]));
        _source.Effects.Clear();

        _source.Advance(TimeSpan.FromHours(5));

        _source.Messages.ShouldHaveSingleItem().ShouldBeOfType<Reserved>().Move.ShouldBe(_move);
        _source.State!.Holds.ShouldHaveSingleItem();
        _source.Pump.IsIdle.ShouldBeFalse();
    }

    [Fact]
    public void Hold_PersonHangsUp_HasNoEffectUntilTheOutcome()
    {
        _source.Receive(new Reserve(_move, Target, [Bob]));
        var left = new Left(BobStays.Participation);

        _source.Signal(left);
        _source.State!.Holds.ShouldHaveSingleItem();
        _source.Receive(new Decided(_move, Target, []));
        _source.Signal(left);

        _source.People.ShouldBe([Alice, Carol]);
        _source.Notices.OfType<Bye>().Single().Endpoint.ShouldBe(Bob);
    }

    public static TheoryData<string> WaitingCommands { get; } = ["add", "remove", "mute", "hold", "unhold", "transfer", "read"];

    [Theory]
    [MemberData(nameof(WaitingCommands))]
    public void Command_PersonHeld_WaitsThenSeesTheOutcome(string what)
    {
        _source.Receive(new Reserve(_move, Target, [Bob]));
        var stay = BobStays;
        _source.Effects.Clear();

        var ticket = _source.Begin(Command(what));

        _source.ReplyTo(ticket).ShouldBeNull();
        _source.Messages.ShouldHaveSingleItem().ShouldBeOfType<Reserved>();
        _source.Receive(new Decided(_move, Target, [stay]));
        var reply = _source.ReplyTo(ticket).ShouldNotBeNull();
        if (what is "add" or "remove" or "transfer")
            reply.ShouldBeOfType<AcceptedReply>();
        else
            reply.ShouldBeOfType<Refusal>().Code.ShouldBe("8558");
    }

    [Theory]
    [MemberData(nameof(WaitingCommands))]
    public void Command_PersonHeldTooLong_IsRefused(string what)
    {
        _source.Receive(new Reserve(_move, Target, [Bob]));
        var before = _source.State;
        var ticket = _source.Begin(Command(what));

        _source.Advance(_source.Rules.HoldWait - TimeSpan.FromTicks(1));
        _source.ReplyTo(ticket).ShouldBeNull();
        _source.Pump.NextDue.ShouldBe(_source.Now + TimeSpan.FromTicks(1));
        _source.Advance(TimeSpan.FromTicks(1));

        var refusal = _source.ReplyTo(ticket).ShouldBeOfType<Refusal>();
        (refusal.Status, refusal.Code).ShouldBe((what == "read" ? 503 : 409, "8519"));
        refusal.CorrelationId.ShouldBe(_source.CallIds.Correlation(_source.Key));
        _source.State.ShouldBe(before);
        _source.Advance(_source.Rules.HoldWait);
        _source.ReplyTo(ticket).ShouldBeSameAs(refusal);
    }

    [Theory]
    [MemberData(nameof(WaitingCommands))]
    public void Command_Waiting_DoesNotKeepOthersFromBeingMoved(string what)
    {
        _source.Receive(new Reserve(_move, Target, [Bob]));
        _source.Begin(Command(what));

        _source.Receive(new Reserve(Guid.NewGuid(), new(98), [Carol]));

        _source.State!.Holds.Length.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(WaitingCommands))]
    public void Command_WaitingThroughOtherWrites_AsksTheTargetOnlyOnce(string what)
    {
        _source.Receive(new Reserve(_move, Target, [Bob]));
        var ticket = _source.Begin(Command(what));
        _source.Effects.Clear();

        _source.Accept(new HoldParticipant(1, Carol));

        _source.Messages.ShouldBeEmpty();
        _source.ReplyTo(ticket).ShouldBeNull();
    }

    [Fact]
    public void Read_OtherPersonThanTheHeld_IsAnsweredAtOnce()
    {
        _source.Receive(new Reserve(_move, Target, [Bob]));

        _source.Ask(new GetParticipant(1, Alice)).ShouldBeOfType<ParticipantReply>().Participant.Identifier.ShouldBe(Alice);
        _source.Ask(new GetCall(1)).ShouldBeOfType<ConnectionReply>();
    }

    [Fact]
    public void Read_RosterWhileHeldTooLong_IsRefusedWithRetryAfter()
    {
        _source.Receive(new Reserve(_move, Target, [Bob]));
        var ticket = _source.Begin(new GetParticipants(1));

        _source.Advance(_source.Rules.HoldWait);

        var refusal = _source.ReplyTo(ticket).ShouldBeOfType<Refusal>();
        (refusal.Status, refusal.RetryAfter).ShouldBe((503, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Read_TooManyWait_IsRefusedAtOnce()
    {
        var source = Created([Alice, Bob], 1, new() { MaxWaiting = 1 });
        source.Receive(new Reserve(_move, Target, [Bob]));
        source.Begin(new GetParticipants(1));

        source.Refuse(new GetParticipants(1)).Status.ShouldBe(503);
        source.Refuse(new RemoveParticipant(1, Bob)).Status.ShouldBe(409);
        source.Advance(source.Rules.HoldWait);
        source.Effects.OfType<Answer>().Count().ShouldBe(3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Terminate_PeopleHeld_EndsOnlyWithTheOutcome(bool isTaken)
    {
        _source.Receive(new Reserve(_move, Target, [Bob]));
        var stay = BobStays;

        _source.Accept(new Terminate(1));

        _source.State!.Phase.ShouldBe(CallPhase.Ending);
        _source.Told().ShouldBeEmpty();
        _source.Ask(new GetCall(1)).ShouldBeOfType<ConnectionReply>().State.ShouldBe(ConnectionState.Disconnecting);
        _source.Refuse(new AddParticipant(1, Dave)).ShouldSatisfyAllConditions(
            refusal => refusal.Status.ShouldBe(400), refusal => refusal.Code.ShouldBe("8528"));
        _source.Notices.OfType<Bye>().Select(bye => bye.Endpoint).ShouldBe([Alice, Carol], ignoreOrder: true);

        _source.Receive(new Decided(_move, Target, isTaken ? [stay] : []));

        _source.Told().ShouldBe(["1 CallDisconnected 200/7000"]);
        _source.Notices.OfType<Bye>().Count(bye => bye.Endpoint.Equals(Bob)).ShouldBe(isTaken ? 0 : 1);
        _source.State.Phase.ShouldBe(CallPhase.Ended);
    }

    [Theory]
    [InlineData(false, 6)]
    [InlineData(true, 7)]
    public void Terminate_RosterEventSentWhilePeopleAreHeld_HasAVersionOfItsOwn(bool isOneReleased, int version)
    {
        _source.Accept(new MuteParticipants(1, [Alice]));
        _source.Accept(new HoldParticipant(1, Alice));
        _source.Receive(new Reserve(_move, Target, [Bob]));
        _source.Receive(new Reserve(Guid.NewGuid(), Target, [Carol]));
        _source.Accept(new Terminate(1));
        if (isOneReleased)
            _source.Receive(new Decided(_move, Target, []));

        _source.Settle(_source.Events.Single());

        var roster = _source.Events.Last();
        roster.SequenceNumber.ShouldBe(version);
        roster.Participants.Length.ShouldBe(isOneReleased ? 2 : 3);
    }

    [Fact]
    public void HangUp_PairWhosePersonIsHeld_KeepsTheCodesOfTheEnd()
    {
        var source = AppToApp();
        source.Accept(new AddParticipant(1, Carol));
        source.PicksUp(Carol);
        source.Cleared();
        source.Receive(new Reserve(_move, Target, [Carol]));

        source.Accept(new Terminate(2));
        source.Restart();
        source.Receive(new Decided(_move, Target, []));

        source.Told().ShouldBe(["1 CallDisconnected 200/7000", "2 CallDisconnected 200/7000"], ignoreOrder: true);
    }

    private static CallCommand Command(string what) => what switch
    {
        "add" => new AddParticipant(1, Bob),
        "remove" => new RemoveParticipant(1, Bob),
        "mute" => new MuteParticipants(1, [Alice, Bob]),
        "hold" => new HoldParticipant(1, Bob),
        "unhold" => new UnholdParticipant(1, Bob),
        "transfer" => new TransferToParticipant(1, Dave) { Transferee = Bob },
        _ => new GetParticipant(1, Bob),
    };
}
