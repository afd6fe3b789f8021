using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Replies;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Moves;

public sealed class MoveTests
{
    [Fact]
    public void MoveHere_PersonIsInSource_ChangesCallsExactlyOnce()
    {
        var target = Connected(Alice, seed: 1);
        var source = Connected(Bob, seed: 2);

        target.Ask(new MoveParticipants(1, source.Key, "from", [Bob]) { OperationContext = "move" }).ShouldBeOfType<AcceptedReply>();
        source.Receive(target.Messages.OfType<Reserve>().Single());
        source.State!.Roster.ShouldBeEmpty();
        target.Receive(source.Messages.OfType<Reserved>().First());
        source.Receive(target.Messages.OfType<Decided>().First());
        target.Receive(source.Messages.OfType<Ack>().Single());

        target.State!.Roster.Select(person => (person.Identifier, person.Hop)).ShouldBe([(Alice, 0), (Bob, 1)]);
        target.State.Moves.ShouldBeEmpty();
        target.DeliverAll().Select(each => each.Kind).ShouldBe([CallEventKind.MoveParticipantSucceeded, CallEventKind.ParticipantsUpdated]);
        source.DeliverAll().Select(each => (each.Kind, each.Result)).ShouldBe([(CallEventKind.CallDisconnected, Results.OnlyOneLeft)]);
    }

    [Fact]
    public void GetParticipants_WhileSomebodyIsHeld_WaitsForTheOutcome()
    {
        var target = Connected(Alice, seed: 1);
        var source = Connected(Bob, seed: 2);
        target.Ask(new MoveParticipants(1, source.Key, "from", [Bob]));
        source.Receive(target.Messages.OfType<Reserve>().Single());

        var ticket = new object();
        source.Post(new Pump.CommandInput(new GetParticipants(1), ticket));
        source.Effects.OfType<Pump.Answer>().ShouldNotContain(answer => answer.Ticket == ticket);
        source.Receive(new Decided(source.Messages.OfType<Reserved>().First().Move, target.Key, []));

        var roster = source.Effects.OfType<Pump.Answer>().Single(answer => answer.Ticket == ticket).Reply.ShouldBeOfType<RosterReply>();
        roster.Participants.Select(each => each.Identifier).ShouldContain(Bob);
    }
}
