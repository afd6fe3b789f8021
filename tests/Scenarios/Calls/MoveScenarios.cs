using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Endpoints.Simulator;
using CallGrains.Scenarios.Rig;

namespace CallGrains.Scenarios.Calls;

/// <summary>Moves between calls.</summary>
public abstract class MoveScenarios : CallScenarios
{
    [Fact]
    public async Task Move_Present_IsInTheTargetOnly()
    {
        var (ann, bob, eve) = (Person("ann"), Person("bob"), Person("eve"));
        var source = await ConnectedAsync(ann, bob);
        var target = await ConnectedAsync(eve);

        var reply = await MoveAsync(target, source, "move", bob);

        reply.FromCall.ShouldBe(Spelled(source));
        var moved = await Callbacks.ExpectAsync(target, CallEventKind.MoveParticipantSucceeded);
        (moved.Participant, moved.FromCall, moved.OperationContext).ShouldBe((bob, Spelled(source), "move"));
        await Callbacks.ExpectAsync(target, CallEventKind.ParticipantsUpdated, updated => updated.Participants.Length == 3);
        await SettleAsync();
        await RosterIsAsync(target, eve, bob);
        await RosterIsAsync(source, ann);
        (await Simulator.ListAttachmentsAsync(bob, 10)).ShouldHaveSingleItem().Call.ShouldBe(target.Call);
    }

    [Fact]
    public async Task Move_OnlyOtherParty_EndsTheSource()
    {
        var (ann, eve) = (Person("ann"), Person("eve"));
        var source = await ConnectedAsync(ann);
        var target = await ConnectedAsync(eve);

        _ = await MoveAsync(target, source, "move", ann);

        await Callbacks.ExpectAsync(target, CallEventKind.MoveParticipantSucceeded);
        await Callbacks.ExpectAsync(source, CallEventKind.CallDisconnected);
        await SettleAsync();
        await RosterIsAsync(target, eve, ann);
    }

    [Fact]
    public async Task Move_SomeNotPresent_TellsEachByItself()
    {
        var (ann, bob, eve, joe) = (Person("ann"), Person("bob"), Person("eve"), Person("joe"));
        var source = await ConnectedAsync(ann, bob);
        var target = await ConnectedAsync(eve);

        _ = await MoveAsync(target, source, "move", joe, bob);

        (await Callbacks.ExpectAsync(target, CallEventKind.MoveParticipantSucceeded)).Participant.ShouldBe(bob);
        var failed = await Callbacks.ExpectAsync(target, CallEventKind.MoveParticipantFailed);
        (failed.Participant, failed.Result.SubCode).ShouldBe((joe, 8558));
        await SettleAsync();
        await RosterIsAsync(target, eve, bob);
    }

    [Fact]
    public async Task Move_AlreadyPresent_FailsAndBothStay()
    {
        var (ann, bob) = (Person("ann"), Person("bob"));
        var source = await ConnectedAsync(ann, bob);
        var target = await ConnectedAsync(bob);

        _ = await MoveAsync(target, source, "move", bob);

        (await Callbacks.ExpectAsync(target, CallEventKind.MoveParticipantFailed)).Participant.ShouldBe(bob);
        await SettleAsync();
        await RosterIsAsync(target, bob);
        await RosterIsAsync(source, ann, bob);
        (await Simulator.ListAttachmentsAsync(bob, 10)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Move_Crossing_SwapsBoth()
    {
        var (ann, bob, eve, joe) = (Person("ann"), Person("bob"), Person("eve"), Person("joe"));
        var one = await ConnectedAsync(ann, eve);
        var two = await ConnectedAsync(bob, joe);

        await Task.WhenAll(MoveAsync(one, two, "in", bob), MoveAsync(two, one, "out", ann));

        await Callbacks.ExpectAsync(one, CallEventKind.MoveParticipantSucceeded);
        await Callbacks.ExpectAsync(two, CallEventKind.MoveParticipantSucceeded);
        await SettleAsync();
        await RosterIsAsync(one, eve, bob);
        await RosterIsAsync(two, joe, ann);
    }

    [Fact]
    public async Task Move_ThereAndBack_EndpointFollows()
    {
        var (ann, bob, eve) = (Person("ann"), Person("bob"), Person("eve"));
        var one = await ConnectedAsync(ann, bob);
        var two = await ConnectedAsync(eve, Person("joe"));
        _ = await MoveAsync(two, one, "there", bob);
        await Callbacks.ExpectAsync(two, CallEventKind.MoveParticipantSucceeded);
        _ = await MoveAsync(one, two, "back", bob);
        await Callbacks.ExpectAsync(one, CallEventKind.MoveParticipantSucceeded);
        await SettleAsync();
        await RosterIsAsync(one, ann, bob);

        (await Simulator.HangUpAsync(bob)).ShouldBe(ActResult.Done);

        await SettleAsync();
        await RosterIsAsync(one, ann);
        (await Simulator.ListAttachmentsAsync(bob, 10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Move_OnePersonByTwoTargets_OneSucceeds()
    {
        var (ann, bob) = (Person("ann"), Person("bob"));
        var source = await ConnectedAsync(ann, bob, Person("kim"));
        var one = await ConnectedAsync(Person("eve"));
        var two = await ConnectedAsync(Person("joe"));

        await Task.WhenAll(MoveAsync(one, source, "one", bob), MoveAsync(two, source, "two", bob));
        await SettleAsync();

        // The loser is told as soon as the source knows that the person is gone, at the latest when its time is over.
        await AdvanceAsync(35);
        var outcomes = Callbacks.Of(one).Concat(Callbacks.Of(two)).Where(callback =>
            callback.Kind is CallEventKind.MoveParticipantSucceeded or CallEventKind.MoveParticipantFailed);
        outcomes.Select(callback => callback.Kind).ShouldBe(
            [CallEventKind.MoveParticipantSucceeded, CallEventKind.MoveParticipantFailed], ignoreOrder: true);
        (await Simulator.ListAttachmentsAsync(bob, 10)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Repeat_Move_AnswersAsBeforeAndMovesOnce()
    {
        var bob = Person("bob");
        var source = await ConnectedAsync(Person("ann"), bob);
        var target = await ConnectedAsync(Person("eve"));
        var move = new MoveParticipants(target.Leg, source.Call, Spelled(source), [bob]) { Repeat = new(Guid.NewGuid(), 1) };
        var first = await DoAsync(target, move);
        await Callbacks.ExpectAsync(target, CallEventKind.MoveParticipantSucceeded);

        var again = await DoAsync(target, move);

        again.Participants.ShouldBe(first.Participants);
        await SettleAsync();
        Callbacks.Of(target).Count(callback =>
            callback.Kind is CallEventKind.MoveParticipantSucceeded or CallEventKind.MoveParticipantFailed).ShouldBe(1);
    }

    private string Spelled(ConnectionAddress leg) => Engine.Ids.Connection(leg).ToString("D");

    private Task<AcceptedReply> MoveAsync(
        ConnectionAddress target, ConnectionAddress source, string context, params CommunicationIdentifier[] people) =>
        DoAsync(target, new MoveParticipants(target.Leg, source.Call, Spelled(source), [.. people]) { OperationContext = context });
}
