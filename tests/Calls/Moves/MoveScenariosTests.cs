using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Replies;
using CallGrains.Calls.Tests.Bench;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Moves;

/// <summary>Whole moves between two calls, message by message, and the faults of simpler protocols by name.</summary>
public sealed class MoveScenariosTests
{
    private readonly CallBench _one = Connected(Alice, seed: 1);
    private readonly CallBench _two = Created([Bob, Carol], seed: 2, rules: null);
    private readonly MovePair _there;
    private readonly MovePair _back;

    public MoveScenariosTests()
    {
        _there = new(_one, _two);
        _back = new(_two, _one);
    }

    [Fact]
    public void Move_Lobby_EndsTheSourceWithItsLastPerson()
    {
        var lobby = Connected(Dave, seed: 3);
        var pair = new MovePair(_one, lobby);
        var move = pair.Post(Dave);

        pair.Reserve(move);
        lobby.People.ShouldBeEmpty();
        pair.Commit(move);
        pair.Complete(move);

        _one.State!.Roster.Select(person => (person.Identifier, person.Hop)).ShouldBe([(Alice, 0), (Dave, 1)]);
        _one.State.Moves.ShouldBeEmpty();
        _one.DeliverAll().Select(each => each.Kind).ShouldBe([CallEventKind.MoveParticipantSucceeded, CallEventKind.ParticipantsUpdated]);
        lobby.DeliverAll().Select(each => (each.Kind, each.Result)).ShouldBe([(CallEventKind.CallDisconnected, Results.OnlyOneLeft)]);
    }

    [Fact]
    public void Move_ThereAndBack_CountsEveryHop()
    {
        var participation = _two.Person(Bob).Participation;

        _there.Move(Bob);
        _back.Move(Bob);
        _there.Move(Bob);

        var bob = _one.Person(Bob);
        (bob.Participation, bob.Hop).ShouldBe((participation, 3));
        _two.People.ShouldBe([Carol]);
    }

    [Fact]
    public void Move_BackBeforeTheFirstIsCompleted_LosesNobody()
    {
        var first = _there.Post(Bob);
        _there.Reserve(first);
        _there.Commit(first);

        var second = _back.Post(Bob);
        _back.Reserve(second);
        _back.Commit(second);
        _two.State!.Holds.ShouldBeEmpty();
        _there.Complete(first);
        _back.Complete(second);

        _two.Person(Bob).Hop.ShouldBe(2);
        _one.People.ShouldBe([Alice]);
        _one.State!.Moves.ShouldBeEmpty();
        _two.Told().ShouldBe(["1 MoveParticipantSucceeded 200/0", "1 ParticipantsUpdated 200/0"]);
    }

    [Fact]
    public void Move_OneOfTwoComesBackBeforeTheFirstIsCompleted_ShrinksTheHold()
    {
        var first = _there.Post(Bob, Carol);
        _there.Reserve(first);
        _there.Commit(first);
        var second = _back.Post(Bob);
        _back.Reserve(second);
        _two.Effects.Clear();

        _back.Commit(second);

        _two.State!.Holds.ShouldHaveSingleItem().Entries.ShouldHaveSingleItem().Identifier.ShouldBe(Carol);
        // The hold says something else now, so it is said at once.
        _two.Messages.OfType<Reserved>().ShouldHaveSingleItem().Entries.ShouldHaveSingleItem().Identifier.ShouldBe(Carol);
        _there.Complete(first);
        _two.People.ShouldBe([Bob]);
        _one.People.ShouldBe([Alice, Carol]);
    }

    [Fact]
    public void Move_ComesBackWhileAnotherIsHeld_EmptiesTheHoldOfTheirOwn()
    {
        var elsewhere = new MovePair(Connected(Dave, seed: 6), _two);
        elsewhere.Reserve(elsewhere.Post(Carol));
        var first = _there.Post(Bob);
        _there.Reserve(first);
        _there.Commit(first);
        var second = _back.Post(Bob);
        _back.Reserve(second);

        _back.Commit(second);

        _two.People.ShouldBe([Bob]);
        _two.State!.Holds.ShouldHaveSingleItem().Entries.ShouldHaveSingleItem().Identifier.ShouldBe(Carol);
    }

    [Fact]
    public void Move_RepeatedReserveAfterTheEnd_TakesNobodyAway()
    {
        var move = _there.Post(Bob);
        var reserve = _one.Messages.OfType<Reserve>().Single();
        _there.Reserve(move);
        var decided = _there.Commit(move);
        _there.Complete(move);
        _back.Move(Bob);

        _two.Receive(reserve);
        _one.Receive(_two.Messages.OfType<Reserved>().Last());
        _two.Receive(decided);
        _two.Receive(_one.Messages.OfType<Decided>().Last());

        _two.People.ShouldContain(Bob);
        _two.State!.Holds.ShouldBeEmpty();
        _one.People.ShouldBe([Alice]);
    }

    [Fact]
    public void Move_AbortedButGranted_ComesBack()
    {
        var move = _there.Post(Bob);
        _there.Reserve(move);
        _one.Advance(_one.Rules.MoveTimeout);

        _there.Commit(move).Taken.ShouldBeEmpty();
        _there.Complete(move);

        _two.People.ShouldBe([Carol, Bob]);
        _one.People.ShouldBe([Alice]);
        _one.Told().ShouldBe(["1 MoveParticipantFailed 408/8541"]);
    }

    [Fact]
    public void Move_TargetTerminatedWhileGranted_ComesBack()
    {
        var move = _there.Post(Bob);
        _there.Reserve(move);
        _one.Accept(new Terminate(1));

        _there.Complete(move);

        _two.People.ShouldBe([Carol, Bob]);
        _one.Told().ShouldBe(["1 MoveParticipantFailed 487/8508", "1 CallDisconnected 200/7000"]);
    }

    [Fact]
    public void Move_SourceTerminatedAfterTheCommit_DisconnectsNobodyInTheTarget()
    {
        var move = _there.Post(Bob);
        _there.Reserve(move);
        _there.Commit(move);

        _two.Accept(new Terminate(1));
        _there.Complete(move);

        _one.People.ShouldBe([Alice, Bob]);
        _two.Notices.OfType<FarSide.Bye>().ShouldAllBe(bye => bye.Endpoint.Equals(Carol));
        _two.Told().ShouldBe(["1 CallDisconnected 200/7000"]);
    }

    [Fact]
    public void Move_PostedByALegThatHangsUp_FailsBeforeItsEnd()
    {
        _one.AddLeg();
        var move = _there.Post(Bob);
        _there.Reserve(move);

        _one.Accept(new HangUp(1));

        _one.Told().ShouldBe(["1 MoveParticipantFailed 487/8508", "1 CallDisconnected 200/7000", "2 ParticipantsUpdated 200/0"], ignoreOrder: true);
        _there.Complete(move);
        _two.People.ShouldBe([Carol, Bob]);
    }

    [Fact]
    public void Move_CrossingPairs_SwapsAndEndsNeither()
    {
        var two = Connected(Bob, seed: 5);
        var there = new MovePair(_one, two);
        var back = new MovePair(two, _one);
        var first = there.Post(Bob);
        var second = back.Post(Alice);
        there.Reserve(first);
        back.Reserve(second);

        there.Commit(first);
        there.Complete(first);
        back.Commit(second);
        back.Complete(second);

        (_one.People.Single(), two.People.Single()).ShouldBe((Bob, Alice));
        (_one.State!.IsAlive, two.State!.IsAlive).ShouldBe((true, true));
    }

    [Fact]
    public void Move_NothingLost_TakesFourMessagesAndTwoWritesOnEachSide()
    {
        var (one, two) = (_one.Writes, _two.Writes);

        var move = _there.Post(Bob);
        _there.Reserve(move);
        _there.Commit(move);
        _there.Complete(move);

        _one.Messages.Select(static message => message.GetType()).ShouldBe([typeof(Reserve), typeof(Decided)]);
        _two.Messages.Select(static message => message.GetType()).ShouldBe([typeof(Reserved), typeof(Ack)]);
        (_one.Writes - one, _two.Writes - two).ShouldBe((2, 2));
    }

    [Fact]
    public void Move_RestartsBetweenAllSteps_StillHappensOnce()
    {
        var move = _there.Post(Bob);
        _one.Restart();
        _there.Reserve(move);
        _two.Restart();
        _there.Commit(move);
        _one.Restart();
        _two.Restart();
        _there.Complete(move);
        _one.Restart();
        _two.Restart();

        _one.Person(Bob).Hop.ShouldBe(1);
        _two.People.ShouldBe([Carol]);
        _two.Told().ShouldBe(["1 ParticipantsUpdated 200/0"]);
        _one.Told().ShouldBe(["1 MoveParticipantSucceeded 200/0", "1 ParticipantsUpdated 200/0"]);
    }

    [Fact]
    public void Move_PersonHangsUpAfterwards_LeavesTheTarget()
    {
        _there.Move(Bob);

        _one.HangsUp(Bob);

        _one.People.ShouldBe([Alice]);
        _one.Told().ShouldBe(["1 ParticipantsUpdated 200/0"]);
        _two.Ask(new GetParticipants(1)).ShouldBeOfType<RosterReply>().Participants.Length.ShouldBe(2);
    }
}
