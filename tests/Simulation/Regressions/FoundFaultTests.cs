using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Tests.Bench;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Simulation.Regressions;

/// <summary>Faults of the engine that seeds found, each in its smallest form. Seeds change with the simulation; these stay.</summary>
public sealed class FoundFaultTests
{
    [Fact]
    public void Transfer_AnsweredByAnAppThatIsAloneThen_IsConnectedBeforeItIsDisconnected()
    {
        var call = Calling(Phone);
        call.Ask(new AnswerCall(call.InviteOf(Phone).Ring, Callback));
        call.Accept(new TransferToParticipant(2, Dave));
        var ring = call.InviteOf(Dave).Ring;
        call.AddLeg();
        call.Accept(new HangUp(1));
        call.Cleared();

        // The one who is handed over is gone, and another app of the same name stays: the call ends with the answer.
        call.Ask(new AnswerCall(ring, Callback));

        call.Told().Where(static line => line[0] == '4').ShouldBe(["4 CallConnected 200/0", "4 CallDisconnected 200/5010"]);
    }

    [Fact]
    public void ParticipantsUpdated_ReplacedWhileTheWriteIsUnderWay_IsNotBegun()
    {
        var call = Group(Alice, Bob);
        call.Accept(new HoldParticipant(1, Alice) { PromptIsPlayable = false });
        call.Accept(new MuteParticipants(1, [Alice]));
        call.HoldsWrites = true;
        call.Begin(new MuteParticipants(1, [Bob]));

        // The first roster event is stored, but replaced in what is being written: its turn in the stream must not come.
        call.Settle(call.Events.Single(each => each.Kind == CallEventKind.HoldFailed));
        call.Events.ShouldNotContain(each => each.Kind == CallEventKind.ParticipantsUpdated);
        call.FinishWrite();

        call.Events.Count(each => each.Kind == CallEventKind.ParticipantsUpdated).ShouldBe(1);
    }

    [Fact]
    public void ParticipantsUpdated_BeingTriedBehindDeadLetters_IsNotReplaced()
    {
        var call = Created([Alice, Bob], 1, new() { MaxUndeliveredEvents = 2 });
        call.Accept(new HoldParticipant(1, Alice) { PromptIsPlayable = false });
        call.Accept(new HoldParticipant(1, Alice) { PromptIsPlayable = false });
        call.Accept(new HoldParticipant(1, Alice) { PromptIsPlayable = false });
        call.DeadLetters.Count().ShouldBe(1);
        foreach (var failed in call.Events.ToList())
            call.Settle(failed);

        call.Settle(call.Events.Last());
        call.Accept(new MuteParticipants(1, [Alice]));
        var first = call.Events.Last();
        call.Accept(new MuteParticipants(1, [Bob]));

        call.State!.Outbox.ShouldContain(pending => pending.Id == first.Id);
        call.Events.Last().ShouldBe(first);
    }

    [Fact]
    public void Decided_SourceIsEnding_ShowsTheRosterUnderANewNumber()
    {
        var call = Group(Alice, Bob);
        var target = new CallBench(2).Key;
        call.Receive(new Reserve(Guid.NewGuid(), target, [Alice]));
        call.Receive(new Reserve(Guid.NewGuid(), target, [Bob]));
        call.Accept(new Terminate(1));
        var sequence = call.State!.Sequence;

        call.Receive(new Decided(call.State.Holds[0].Move, target, []));

        call.State.Sequence.ShouldBeGreaterThan(sequence);
    }
}
