using CallGrains.Calls.Commands;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Pump;
using CallGrains.Calls.Tests.Bench;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Owing;

/// <summary>What a call owes is read off its state: after a crash it is handed out again, and no longer once it is confirmed.</summary>
public sealed class RecoveryTests
{
    private static readonly Dictionary<string, Func<CallBench>> Owing = new()
    {
        ["an invitation"] = static () => Calling(Alice, Phone),
        ["an invitation sent on"] = static () =>
        {
            var call = Incoming();
            call.Accept(new RedirectCall(call.InviteOf(Bob).Ring, Carol));
            return call;
        },
        ["news of a join"] = static () =>
        {
            var call = Calling(Alice);
            call.PicksUp(Alice);
            return call;
        },
        ["byes and the end"] = static () =>
        {
            var call = Group(Alice, Bob);
            call.Accept(new Terminate(1));
            return call;
        },
        ["a question of a move"] = static () =>
        {
            var call = Connected();
            call.Accept(new MoveParticipants(1, new(9), "from", [Bob]));
            return call;
        },
        ["a decision of a move"] = static () =>
        {
            var call = Connected();
            call.Accept(new MoveParticipants(1, new(9), "from", [Bob]));
            call.Receive(new Reserved(call.State!.Moves.Single().Id, new(9), [new(Guid.NewGuid(), 0, Bob)]));
            return call;
        },
        ["a hold"] = static () =>
        {
            var call = Group(Alice, Bob);
            call.Receive(new Reserve(Guid.NewGuid(), new(9), [Bob]));
            return call;
        },
        ["events on two streams and dead letters"] = static () =>
        {
            var call = Connected(rules: new() { MaxUndeliveredEvents = 2 });
            for (var i = 0; i < 3; i++)
                call.Accept(new RemoveParticipant(1, Dave));
            call.Accept(new RemoveParticipant(1, Dave) { OperationCallbackUri = OtherCallback });
            return call;
        },
    };

    public static TheoryData<string> All { get; } = [.. Owing.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public void Restart_HandsOutAllThatIsOwedAgain(string what)
    {
        var call = Owing[what]();
        call.Restart();
        var owed = Lines(call);
        owed.ShouldNotBeEmpty();
        call.LastWrite.Owes.ShouldBeTrue();

        call.Restart();

        Lines(call).ShouldBe(owed);
        call.Pump.IsIdle.ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Unconfirmed_IsRepeatedUnlessItIsAnEvent(string what)
    {
        var call = Owing[what]();
        call.Restart();
        var repeated = call.Effects.Where(effect => effect is not (Deliver or Overflow)).Select(Line).Order().ToList();
        call.Effects.Clear();

        call.Pump.NextDue.ShouldBe(repeated.Count > 0 ? call.Now + call.Rules.ResendAfter : null);
        call.Advance(call.Rules.ResendAfter - TimeSpan.FromTicks(1));
        call.Effects.ShouldBeEmpty();
        call.Advance(TimeSpan.FromTicks(1));

        Lines(call).ShouldBe(repeated);
    }

    [Fact]
    public void Unconfirmed_PausesGrowUpToTheLongest()
    {
        var call = Calling(Alice);
        call.Restart();
        var pauses = new List<double>();
        var last = call.Now;
        while (call.Now - last < call.Rules.MaxResendAfter && pauses.Count < 20)
        {
            last = call.Now;
            call.Advance(call.Pump.NextDue!.Value - call.Now);
            pauses.Add((call.Now - last).TotalSeconds);
        }

        pauses.ShouldBe([0.5, 1, 2, 4, 8, 16, 30]);
    }

    [Fact]
    public void Confirmed_IsOwedNoLonger()
    {
        var call = Owing["byes and the end"]();
        call.ConfirmAll();
        call.Effects.Clear();

        call.Advance(TimeSpan.FromHours(1));
        call.Effects.ShouldBeEmpty();
        call.Pump.NextDue.ShouldBeNull();
        call.Pump.IsIdle.ShouldBeFalse();
    }

    [Fact]
    public void Confirmed_OtherRingHopOrPerson_IsOwedStill()
    {
        var call = Calling(Alice);
        var invite = call.InviteOf(Alice);
        call.Signal(new InviteReceived(invite.Participation, invite.Ring + 1));
        call.Signal(new InviteReceived(Guid.NewGuid(), invite.Ring));
        call.State!.Invitations.Single().IsReceived.ShouldBeFalse();

        call.PicksUp(Alice);
        call.Signal(new AttachedReceived(invite.Participation, 1));
        call.Signal(new AttachedReceived(Guid.NewGuid(), 0));
        call.State.Roster.Single().IsAnnounced.ShouldBeFalse();

        call.Accept(new Terminate(1));
        call.Signal(new ByeReceived(invite.Participation, invite.Ring));
        call.Signal(new ByeReceived(Guid.NewGuid()));
        call.State.Farewells.ShouldHaveSingleItem();
    }

    [Fact]
    public void Purge_WaitsForEveryEventAndBye()
    {
        var call = Owing["byes and the end"]();

        call.DeliverAll();
        call.State!.Outbox.ShouldBeEmpty();
        foreach (var bye in call.Notices.OfType<Bye>().ToList())
        {
            call.State.ShouldNotBeNull();
            call.Signal(new ByeReceived(bye.Participation));
        }

        call.State.ShouldBeNull();
    }

    [Fact]
    public void NextDue_IsTheEarliestOfAllThatWaits()
    {
        var call = Connected();
        call.Pump.NextDue.ShouldBeNull();

        call.Accept(new AddParticipant(1, Bob) { InvitationTimeout = TimeSpan.FromSeconds(50) });
        call.Accept(new AddParticipant(1, Carol) { InvitationTimeout = TimeSpan.FromSeconds(20) });
        call.ConfirmAll();

        call.Pump.NextDue.ShouldBe(call.Now + TimeSpan.FromSeconds(20));
        call.Advance(TimeSpan.FromSeconds(20));
        call.ConfirmAll();
        call.Pump.NextDue.ShouldBe(call.Now + TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Tick_LateAndCallUnknown_ChangesNothing()
    {
        var unknown = new CallBench();
        unknown.Advance(TimeSpan.FromDays(1));
        unknown.Signal(new Left(Guid.NewGuid()));

        unknown.Effects.ShouldBeEmpty();
        unknown.Writes.ShouldBe(0);
    }

    private static List<string> Lines(CallBench call) => [.. call.Effects.Select(Line).Order()];

    private static string Line(CallEffect effect) => effect switch
    {
        Deliver deliver => $"deliver {deliver.Event.Id}",
        Overflow overflow => $"overflow {overflow.Event.Id}",
        Notify notify => $"notify {notify.Notice}",
        Send send => $"send {send.To} {send.Message.GetType().Name} {send.Message.Move}",
        _ => effect.ToString(),
    };
}
