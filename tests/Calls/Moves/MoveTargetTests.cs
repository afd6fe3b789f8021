using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Pump;
using CallGrains.Calls.Replies;
using CallGrains.Calls.Tests.Bench;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Moves;

/// <summary>Rules T1 to T5 of docs/protocol.md.</summary>
public sealed class MoveTargetTests
{
    private readonly CallBench _target = Connected(Alice, seed: 1);
    private readonly CallBench _source = Created([Bob, Carol, Dave], seed: 2, rules: null);
    private readonly MovePair _pair;

    public MoveTargetTests() => _pair = new(_target, _source);

    [Fact]
    public void Request_Accepted_IsRecordedAndAsksTheSource()
    {
        var request = _pair.Request(Bob, Carol) with { Seen = [new(Carol, IsMuted: true, IsOnHold: false)] };

        var reply = _target.Accept(request);

        (reply.OperationContext, reply.FromCall).ShouldBe(("move", "from"));
        reply.Participants.ShouldBe([new(Bob, false, false), new(Carol, true, false)]);
        var reserve = _target.Messages.OfType<Reserve>().Single();
        (reserve.From, _target.Effects.OfType<Send>().Single().To).ShouldBe((_target.Key, _source.Key));
        reserve.Participants.ShouldBe([Bob, Carol]);
        _target.Told().ShouldBeEmpty();
    }

    [Fact]
    public void Request_SameCall_IsRefused()
    {
        Named(_target.Refuse(new MoveParticipants(1, _target.Key, "from", [Alice]))).ShouldBe((400, "8523", "fromCall"));
    }

    [Fact]
    public void Request_SourceRefused_GivesItsRefusal()
    {
        var refusal = new Refusal(404, "8522", "no", "fromCall");

        Named(_target.Refuse(_pair.Request(Bob) with { SourceRefusal = refusal })).ShouldBe((404, "8522", "fromCall"));
        _target.State!.Moves.ShouldBeEmpty();
    }

    [Fact]
    public void Request_TheAppItself_IsRefusedNamingWhich()
    {
        Named(_target.Refuse(_pair.Request(Bob, _target.CallIds.AppIdentity))).ShouldBe((400, "8523", "targetParticipants[1]"));
    }

    [Fact]
    public void Request_TooManyUnderWay_IsRefused()
    {
        var target = Connected(rules: new() { MaxMoves = 1 });
        target.Accept(_pair.Request(Bob));

        Named(target.Refuse(_pair.Request(Carol))).ShouldBe((429, "8516", null));
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(null, 2_000)]
    [InlineData("https://app.example/a/longer/address/of/operations", 2_000)]
    public void Request_OutcomesWouldNotFitIntoTheState_IsRefused(string? uri, int context)
    {
        // An event for each person, with the texts of the request; the same again for the move that is under way already.
        var request = _pair.Request(Bob, Carol, Dave) with { OperationContext = context == 0 ? null : new('x', context), OperationCallbackUri = uri };
        var measured = Connected();
        measured.Accept(request);
        measured.Accept(request);
        var size = measured.StoredSize + (2 * 3 * (256 + (uri ?? Callback).Length + context));
        var small = Connected(rules: new() { MaxStateSize = size - 1 });
        var justEnough = Connected(rules: new() { MaxStateSize = size });
        small.Accept(request);
        justEnough.Accept(request);

        Named(small.Refuse(request)).ShouldBe((429, "8516", null));
        justEnough.Accept(request);
        Named(justEnough.Refuse(request)).ShouldBe((429, "8516", null));
    }

    [Fact]
    public void Request_NextToMuchThatRings_IsRefusedWhenItsOutcomesWouldNotFit()
    {
        var target = Connected(rules: new() { MaxStateSize = 40_000 });
        for (var i = 0; i < 4; i++)
            target.Accept(new AddParticipant(1, CommunicationIdentifier.Parse($"8:acs:ringing_{i}")) { CustomContext = new('x', 7_000) });
        var request = _pair.Request(Bob, Carol, Dave) with { OperationContext = new('x', 4_000) };

        Named(target.Refuse(request)).ShouldBe((429, "8516", null));
        target.Accept(request with { OperationContext = null });
    }

    [Fact]
    public void Reserved_Granted_TakesEachAndTellsEachThenTheRoster()
    {
        var move = _pair.Post(Bob, Carol);
        _pair.Reserve(move);

        var decided = _pair.Commit(move);

        decided.Taken.Select(stay => stay.Hop).ShouldBe([0, 0]);
        _target.State!.Roster.Select(person => (person.Identifier, person.Hop, person.IsAnnounced))
            .ShouldBe([(Alice, 0, true), (Bob, 1, false), (Carol, 1, false)]);
        var told = _target.DeliverAll();
        told.Select(each => each.Kind).ShouldBe(
            [CallEventKind.MoveParticipantSucceeded, CallEventKind.MoveParticipantSucceeded, CallEventKind.ParticipantsUpdated]);
        told.Take(2).Select(each => (each.Participant, each.FromCall, each.OperationContext, each.Result)).ShouldBe(
            [(Bob, "from", "move", ResultInformation.Success), (Carol, "from", "move", ResultInformation.Success)]);
        told[2].Participants.Select(each => each.Identifier).ShouldBe([_target.CallIds.AppIdentity, Alice, Bob, Carol]);
        _target.Notices.OfType<Attached>().Select(each => (each.Endpoint, each.Hop)).ShouldBe([(Bob, 1), (Carol, 1)]);
        _target.State.IsGroup.ShouldBeTrue();
    }

    [Fact]
    public void Reserved_OwnCallbackUri_GetsTheOutcome()
    {
        _target.Accept(_pair.Request(Bob) with { OperationCallbackUri = OtherCallback });
        _pair.Commit(_pair.Reserve(_target.State!.Moves.Single().Id).Move);

        _target.DeliverAll().Select(each => (each.Kind, each.Stream.Uri)).ShouldBe(
            [(CallEventKind.MoveParticipantSucceeded, OtherCallback), (CallEventKind.ParticipantsUpdated, Callback)], ignoreOrder: true);
    }

    [Fact]
    public void Reserved_MutedAndOnHold_ComeAsTheyWere()
    {
        _source.Accept(new MuteParticipants(1, [Bob]));
        _source.Accept(new HoldParticipant(1, Bob));

        _pair.Move(Bob);

        _target.Ask(new GetParticipant(1, Bob)).ShouldBeOfType<ParticipantReply>().Participant.ShouldBe(new(Bob, true, true));
    }

    [Fact]
    public void Reserved_NotGranted_FailsThemOnly()
    {
        var move = _pair.Post(Phone, Bob);
        _pair.Reserve(move);

        var decided = _pair.Commit(move);

        decided.Taken.ShouldHaveSingleItem();
        _target.Told().ShouldBe(["1 MoveParticipantFailed 404/8558", "1 MoveParticipantSucceeded 200/0", "1 ParticipantsUpdated 200/0"]);
    }

    [Fact]
    public void Reserved_NobodyGranted_FailsAllAndForgetsTheMove()
    {
        var move = _pair.Post(Phone);
        _pair.Reserve(move).Entries.ShouldBeEmpty();

        _pair.Commit(move).Taken.ShouldBeEmpty();

        _target.Told().ShouldBe(["1 MoveParticipantFailed 404/8558"]);
        _target.State!.Moves.ShouldBeEmpty();
        _target.State.Sequence.ShouldBe(1);
    }

    [Fact]
    public void Reserved_AlreadyPresent_FailsAndTheyGoBack()
    {
        var source = Created([Alice, Bob], seed: 3, rules: null);
        var pair = new MovePair(_target, source);
        var move = pair.Post(Alice);
        pair.Reserve(move);

        pair.Commit(move).Taken.ShouldBeEmpty();
        pair.Complete(move);

        _target.Told().ShouldBe(["1 MoveParticipantFailed 409/8519"]);
        source.People.ShouldBe([Bob, Alice]);
        source.Told().ShouldBeEmpty();
    }

    [Fact]
    public void Reserved_AppHasTheSameIdentity_Fails()
    {
        var target = AppToApp();
        var pair = new MovePair(target, _source);
        var move = pair.Post(Bob);
        pair.Reserve(move);

        pair.Commit(move).Taken.ShouldBeEmpty();

        target.Told().ShouldBe(["1 MoveParticipantFailed 409/8519"]);
    }

    [Fact]
    public void Reserved_RoomForOne_TakesOne()
    {
        var target = Connected(rules: new() { MaxParticipants = 3 });
        var pair = new MovePair(target, _source);
        var move = pair.Post(Bob, Carol);
        pair.Reserve(move);

        pair.Commit(move).Taken.ShouldHaveSingleItem();
        pair.Complete(move);

        target.Told().ShouldBe(["1 MoveParticipantSucceeded 200/0", "1 MoveParticipantFailed 400/8530", "1 ParticipantsUpdated 200/0"]);
        target.People.ShouldBe([Alice, Bob]);
        _source.People.ShouldBe([Dave, Carol]);
    }

    [Fact]
    public void Reserved_Again_SaysTheSameAndWritesNothing()
    {
        var move = _pair.Post(Bob);
        var reserved = _pair.Reserve(move);
        var decided = _pair.Commit(move);
        var writes = _target.Writes;
        _target.Effects.Clear();

        _target.Receive(reserved with { Entries = [] });

        var again = _target.Effects.ShouldHaveSingleItem().ShouldBeOfType<Send>();
        (again.To, again.RestsOnAbsence).ShouldBe((_source.Key, false));
        again.Message.ShouldBeOfType<Decided>().Taken.ShouldBe(decided.Taken);
        _target.Writes.ShouldBe(writes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reserved_UnknownMove_GivesBackAndRestsOnAbsence(bool isPurged)
    {
        var target = isPurged ? new CallBench(seed: 5) : _target;
        var writes = target.Writes;

        target.Receive(new Reserved(Guid.NewGuid(), _source.Key, [new(Guid.NewGuid(), 0, Bob)]));

        var send = target.Effects.ShouldHaveSingleItem().ShouldBeOfType<Send>();
        (send.To, send.RestsOnAbsence).ShouldBe((_source.Key, true));
        send.Message.ShouldBeOfType<Decided>().Taken.ShouldBeEmpty();
        target.Writes.ShouldBe(writes);
    }

    [Fact]
    public void Reserved_FromAnotherCall_IsNotBelieved()
    {
        var move = _pair.Post(Bob);
        _target.Effects.Clear();

        _target.Receive(new Reserved(move, new(99), [new(Guid.NewGuid(), 0, Bob)]));

        _target.State!.Moves.Single().IsCommitted.ShouldBeFalse();
        _target.Effects.ShouldBeEmpty();
    }

    private static (int, string, string?) Named(Refusal refusal) => (refusal.Status, refusal.Code, refusal.Target);
}
