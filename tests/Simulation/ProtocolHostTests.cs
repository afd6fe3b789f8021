using CallGrains.Calls.Commands;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Pump;
using CallGrains.Calls.Replies;
using CallGrains.Calls.Tests.Bench;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Simulation;

/// <summary>The rows of the protocol that are about memory and hosts, which exploration has not: waiting reads and stale owners.</summary>
public sealed class ProtocolHostTests
{
    private static readonly Guid First = new(1, 0, 0, new byte[8]);
    private static readonly Guid Second = new(2, 0, 0, new byte[8]);

    [Fact]
    public void Row19a_ReadWaitsForAHold_NoFurtherHoldIsGranted()
    {
        var source = Group(Alice, Bob, Carol);
        var one = new CallBench(2).Key;
        var other = new CallBench(3).Key;
        source.Receive(new Reserve(First, one, [Alice]));
        var read = source.Begin(new GetParticipants(1));
        source.Effects.Clear();

        source.Receive(new Reserve(Second, other, [Bob]));

        source.Messages.OfType<Reserved>().ShouldNotContain(reserved => reserved.Move == Second);
        source.State!.Holds.Length.ShouldBe(1);
        source.Receive(new Decided(First, one, [source.State.Holds[0].Entries[0].Stay]));
        var roster = source.ReplyTo(read).ShouldBeOfType<RosterReply>().Participants.Select(static each => each.Identifier).ToList();
        roster.ShouldContain(Bob);
        roster.ShouldNotContain(Alice);
        source.Receive(new Reserve(Second, other, [Bob]));
        source.State.Holds.ShouldContain(hold => hold.Move == Second);
    }

    [Fact]
    public void Row19a_SourceCrashesWhileAReadWaits_AsksForTheOutcomeAndAnswersTheRepeat()
    {
        var source = Group(Alice, Bob);
        var target = new CallBench(2).Key;
        source.Receive(new Reserve(First, target, [Alice]));
        source.Begin(new GetParticipants(1));

        source.Restart();

        source.Messages.OfType<Reserved>().Single().Move.ShouldBe(First);
        var read = source.Begin(new GetParticipants(1));
        source.Receive(new Decided(First, target, []));
        source.ReplyTo(read).ShouldBeOfType<RosterReply>().Participants.ShouldContain(each => each.Identifier.Equals(Alice));
    }

    [Fact]
    public void Row21_StaleTarget_SaysThatItsReleaseRestsOnAbsence()
    {
        var target = Connected(Alice);
        var stale = Reload(target);
        target.Accept(new MoveParticipants(1, new CallBench(2).Key, "from", [Bob]));
        var move = target.Messages.OfType<Reserve>().Single().Move;

        stale.Post(new MessageInput(new Reserved(move, new CallBench(2).Key, [])), target.Now);

        var release = stale.TakeEffects().OfType<Send>().Single(static send => send.Message is Decided);
        release.RestsOnAbsence.ShouldBeTrue();
    }

    [Fact]
    public void Row21_StaleSource_SaysThatItsAcknowledgementRestsOnAbsence()
    {
        var source = Group(Alice, Bob);
        var stale = Reload(source);
        var target = new CallBench(2).Key;
        source.Receive(new Reserve(First, target, [Alice]));
        var stay = source.State!.Holds[0].Entries[0].Stay;

        stale.Post(new MessageInput(new Decided(First, target, [stay])), source.Now);

        stale.TakeEffects().OfType<Send>().Single(static send => send.Message is Ack).RestsOnAbsence.ShouldBeTrue();
        source.Receive(new Decided(First, target, [stay]));
        source.Effects.OfType<Send>().Last(static send => send.Message is Ack).RestsOnAbsence.ShouldBeFalse();
    }

    private static CallPump Reload(CallBench call) =>
        new(call.Key, call.LastWrite.State.Span, call.Rules, call.CallIds, new CountingIdSource(9), call.Now);
}
