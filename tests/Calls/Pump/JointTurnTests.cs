using CallGrains.Calls.Codec;
using CallGrains.Calls.Commands;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Pump;
using CallGrains.Calls.Replies;
using CallGrains.Calls.State;
using CallGrains.Calls.Tests.Bench;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Pump;

/// <summary>What calls and endpoints tell each other before the one write that holds all of it.</summary>
public sealed class JointTurnTests
{
    [Fact]
    public void Run_Move_IsOneWriteOfEachCall()
    {
        var (target, source) = Two();
        var host = new Host(source);
        target.Pump.Post(Command(Move(source)), target.Now);

        host.Run(target);

        var (taken, left) = (Written(target), Written(source));
        taken.Roster.Select(static person => person.Identifier).ShouldBe([Carol, Bob]);
        taken.Moves.ShouldBeEmpty();
        left.Roster.Select(static person => person.Identifier).ShouldBe([Alice]);
        left.Holds.ShouldBeEmpty();
    }

    [Fact]
    public void Run_BeforeTheWrite_AnswersAndDeliversNothing()
    {
        var (target, source) = Two();
        target.Pump.Post(Command(Move(source)), target.Now);

        new Host(source).Run(target);

        target.Pump.TakeEffects().ShouldBeEmpty();
        source.Pump.TakeEffects().ShouldBeEmpty();
        _ = Written(target);
        target.Pump.WriteDone(target.Now);
        var effects = target.Pump.TakeEffects();
        effects.OfType<Answer>().ShouldHaveSingleItem().Reply.ShouldBeOfType<AcceptedReply>();
        effects.OfType<Deliver>().ShouldNotBeEmpty();
        effects.OfType<Send>().ShouldBeEmpty();
    }

    [Fact]
    public void Run_OtherCallIsNotLent_TellsItAfterTheWrite()
    {
        var (target, source) = Two();
        target.Pump.Post(Command(Move(source)), target.Now);

        new Host().Run(target);

        target.Pump.TakeEffects().ShouldBeEmpty();
        _ = Written(target);
        target.Pump.WriteDone(target.Now);
        target.Pump.TakeEffects().OfType<Send>().ShouldHaveSingleItem().Message.ShouldBeOfType<Reserve>();
    }

    [Fact]
    public void Run_AcknowledgementOfAnotherCall_IsWrittenWithIt()
    {
        // The target has committed and waits for the acknowledgement, which rests on a write of the source that may yet fail.
        var (target, source) = Two();
        var pair = new MovePair(target, source);
        var move = pair.Post(Bob);
        pair.Reserve(move);
        var decided = pair.Commit(move);
        source.Pump.Post(new MessageInput(decided), source.Now);

        new Host(target).Run(source);

        target.Pump.Durable!.Moves.ShouldHaveSingleItem();
        target.Pump.MustWrite.ShouldBeTrue();
        Written(target).Moves.ShouldBeEmpty();
        target.Pump.WriteFailed();
        target.Pump.Durable!.Moves.ShouldHaveSingleItem();
    }

    [Fact]
    public void Run_EndpointAnswersAtOnce_IsOneWrite()
    {
        var call = Connected();
        call.Pump.Post(Command(new AddParticipant(1, Bob)), call.Now);

        new Host { Answers = true }.Run(call);

        var written = Written(call);
        written.Roster.ShouldContain(person => person.Identifier.Equals(Bob) && person.IsAnnounced);
        written.Invitations.ShouldBeEmpty();
        call.Pump.WriteDone(call.Now);
        call.Pump.TakeEffects().OfType<Notify>().ShouldBeEmpty();
    }

    [Fact]
    public void Run_EndpointIsSilent_IsToldOnceMoreAfterTheWrite()
    {
        var call = Connected();
        var host = new Host { Answers = false };
        call.Pump.Post(Command(new AddParticipant(1, Bob)), call.Now);

        host.Run(call);

        host.Notices.ShouldHaveSingleItem().ShouldBeOfType<Invite>();
        _ = Written(call);
        call.Pump.WriteDone(call.Now);
        call.Pump.TakeEffects().OfType<Notify>().ShouldHaveSingleItem().Notice.ShouldBeOfType<Invite>();
    }

    [Fact]
    public void Run_WriteUnderWay_OffersNothing()
    {
        var call = Connected();
        call.HoldsWrites = true;
        call.Begin(new AddParticipant(1, Bob));
        call.Pump.Post(Command(new AddParticipant(1, Carol)), call.Now);
        var host = new Host { Answers = true };

        host.Run(call);

        host.Notices.ShouldBeEmpty();
    }

    [Fact]
    public void Run_MoreIsSaidThanATurnTakes_LeavesTheRestForAfterTheWrite()
    {
        var call = Connected();
        call.Pump.Post(Command(new AddParticipant(1, Bob)), call.Now);
        var host = new Host { Answers = true, Repeats = 5_000 };

        host.Run(call);

        host.Notices.ShouldHaveSingleItem().ShouldBeOfType<Invite>();
        Written(call).Roster.ShouldContain(person => person.Identifier.Equals(Bob) && !person.IsAnnounced);
        call.Pump.WriteDone(call.Now);
        call.Pump.TakeEffects().OfType<Notify>().ShouldHaveSingleItem().Notice.ShouldBeOfType<Attached>();
    }

    private static (CallBench Target, CallBench Source) Two() => (Connected(Carol, seed: 2), Group(Alice, Bob));

    private static MoveParticipants Move(CallBench source) => new(1, source.Key, "from", [Bob]);

    private static CommandInput Command(CallCommand command) => new(command, new object());

    private static CallState Written(CallBench call)
    {
        call.Pump.TryBeginWrite(out var write).ShouldBeTrue();
        return CallStateCodec.Decode(write.State.Span);
    }

    /// <summary>Lends some calls, and one endpoint for all.</summary>
    private sealed class Host(params CallBench[] others) : IJointHost
    {
        private CallBench? _first;

        /// <summary>Whether the endpoint answers and confirms; null when it takes no notice.</summary>
        public bool? Answers { get; init; }

        /// <summary>How often it says everything.</summary>
        public int Repeats { get; init; } = 1;

        public List<EndpointNotice> Notices { get; } = [];

        public void Run(CallBench first)
        {
            _first = first;
            new JointTurn(this, first.Now).Run(first.Pump);
        }

        public CallPump? Enlist(CallKey call) => call == _first!.Key ? _first.Pump : others.SingleOrDefault(other => other.Key == call)?.Pump;

        public bool TryNotify(EndpointNotice notice, Action<CallPump, EndpointSignal> hear)
        {
            if (Answers is not { } answers)
                return false;

            Notices.Add(notice);
            for (var i = 0; answers && i < Repeats; i++)
                hear(_first!.Pump, notice is Invite invite ? new Answered(invite.Participation, invite.Ring) : new AttachedReceived(notice.Participation, ((Attached)notice).Hop));
            return true;
        }
    }
}
