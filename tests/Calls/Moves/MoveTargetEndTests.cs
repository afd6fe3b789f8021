using CallGrains.Calls.Commands;
using CallGrains.Calls.Moves;
using CallGrains.Calls.State;
using CallGrains.Calls.Tests.Bench;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Moves;

/// <summary>How a move ends at its target: by time, by acknowledgement, with its call.</summary>
public sealed class MoveTargetEndTests
{
    private readonly CallBench _target = Connected(Alice, seed: 1);
    private readonly CallBench _source = Created([Bob, Carol, Dave], seed: 2, rules: null);
    private readonly MovePair _pair;

    public MoveTargetEndTests() => _pair = new(_target, _source);

    [Fact]
    public void Tick_SourceDoesNotAnswer_GivesUpAtTheDeadline()
    {
        var move = _pair.Post(Bob, Carol);
        _target.Advance(_target.Rules.MoveTimeout - TimeSpan.FromTicks(1));
        _target.State!.Moves.ShouldHaveSingleItem();

        _target.Advance(TimeSpan.FromTicks(1));

        _target.Told().ShouldBe(["1 MoveParticipantFailed 408/8541", "1 MoveParticipantFailed 408/8541"]);
        _target.State.Moves.ShouldBeEmpty();
        var release = _target.Messages.OfType<Decided>().Single();
        (release.Move, release.Taken.Length).ShouldBe((move, 0));
    }

    [Fact]
    public void Tick_Committed_NeverGivesUp()
    {
        _pair.Commit(_pair.Reserve(_pair.Post(Bob)).Move);

        _target.Advance(TimeSpan.FromHours(1));

        _target.State!.Moves.ShouldHaveSingleItem().IsCommitted.ShouldBeTrue();
        _target.People.ShouldContain(Bob);
    }

    [Fact]
    public void Tick_LastHopeGivenUp_EndsTheDesertedCall()
    {
        _pair.Post(Bob);
        _target.HangsUp(Alice);
        _target.Told().ShouldBe(["1 ParticipantsUpdated 200/0"]);

        _target.Advance(_target.Rules.MoveTimeout);

        _target.Told().ShouldBe(["1 MoveParticipantFailed 408/8541", "1 CallDisconnected 200/5010"]);
    }

    [Fact]
    public void Reserved_LastHopeFails_EndsTheDesertedCall()
    {
        var move = _pair.Post(Phone);
        _target.HangsUp(Alice);
        _pair.Reserve(move);
        _target.Told();

        _pair.Commit(move);

        _target.Told().ShouldBe(["1 MoveParticipantFailed 404/8558", "1 CallDisconnected 200/5010"]);
    }

    [Fact]
    public void Ack_Committed_IsForgottenWithoutAWrite()
    {
        var move = _pair.Post(Bob);
        _pair.Reserve(move);
        _pair.Commit(move);
        var writes = _target.Writes;

        _target.Receive(new Ack(move, _source.Key));

        _target.State!.Moves.ShouldBeEmpty();
        _target.Writes.ShouldBe(writes);
    }

    [Fact]
    public void Ack_Undecided_IsIgnored()
    {
        var move = _pair.Post(Bob);

        _target.Receive(new Ack(move, _source.Key));
        _target.Receive(new Ack(Guid.NewGuid(), _source.Key));

        _target.State!.Moves.ShouldHaveSingleItem();
    }

    [Fact]
    public void Resend_UndecidedAndCommitted_AreRepeatedWithGrowingPauses()
    {
        var move = _pair.Post(Bob);
        _target.Effects.Clear();

        _target.Advance(_target.Rules.ResendAfter - TimeSpan.FromTicks(1));
        _target.Messages.ShouldBeEmpty();
        _target.Advance(TimeSpan.FromTicks(1));
        _target.Messages.ShouldHaveSingleItem().ShouldBeOfType<Reserve>().Move.ShouldBe(move);
        _target.Advance(_target.Rules.ResendAfter);
        _target.Messages.ShouldHaveSingleItem();
        _target.Advance(_target.Rules.ResendAfter);
        _target.Messages.Count().ShouldBe(2);

        _pair.Reserve(move);
        _pair.Commit(move);
        _target.Effects.Clear();
        _target.Advance(TimeSpan.FromMinutes(1));
        _target.Messages.ShouldHaveSingleItem().ShouldBeOfType<Decided>().Taken.ShouldHaveSingleItem();
    }

    [Fact]
    public void Terminate_SeveralUndecided_ReleasesEach()
    {
        var first = _pair.Post(Bob);
        var second = _pair.Post(Carol);

        _target.Accept(new Terminate(1));

        _target.Messages.OfType<Decided>().Select(each => (each.Move, each.Taken.Length)).ShouldBe([(first, 0), (second, 0)]);
    }

    [Fact]
    public void HangUp_CallEndsAfterTheCommit_StillOwesTheDecision()
    {
        var move = _pair.Post(Bob);
        _pair.Reserve(move);
        _pair.Commit(move);
        _target.Accept(new Terminate(1));
        _target.Cleared();

        _target.State!.Phase.ShouldBe(CallPhase.Ended);
        _pair.Source.Receive(new Decided(move, _target.Key, _target.State.Moves.Single().Taken));
        _target.Receive(_source.Messages.OfType<Ack>().Single());

        _target.State.ShouldBeNull();
    }
}
