using CallGrains.Calls.Commands;
using CallGrains.Calls.Replies;
using CallGrains.Calls.Tests.Bench;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Repeats;

public sealed class RepeatTests
{
    private static readonly Repeatability First = new(new(9, 8, 7, [6, 5, 4, 3, 2, 1, 0, 9]), 42);

    private static readonly Dictionary<string, (Func<CallBench> Call, Func<CallBench, CallCommand> Command)> Operations = new()
    {
        ["create"] = (static () => new CallBench(), static _ => new CreateCall([Alice], Callback) { OperationContext = "x" }),
        ["place"] = (static () => new CallBench(), static _ => new PlaceIncomingCall(Alice, Bob)),
        ["start"] = (static () => new CallBench(), static _ => new StartCall([Alice, Bob], null)),
        ["answer"] = (static () => Incoming(), static call => new AnswerCall(call.InviteOf(Bob).Ring, Callback)),
        ["reject"] = (static () => Incoming(), static call => new RejectCall(call.InviteOf(Bob).Ring, RejectReason.Busy)),
        ["redirect"] = (static () => Incoming(), static call => new RedirectCall(call.InviteOf(Bob).Ring, Carol)),
        ["connect"] = (static () => Connected(), static _ => new ConnectCall(Callback)),
        ["terminate"] = (static () => Connected(), static _ => new Terminate(1)),
        ["transfer"] = (static () => Connected(), static _ => new TransferToParticipant(1, Bob) { OperationContext = "x" }),
        ["add"] = (static () => Connected(), static _ => new AddParticipant(1, Bob) { OperationContext = "x" }),
        ["cancel"] = (static () => Connected(), static _ => new CancelAddParticipant(1, "id") { OperationContext = "x" }),
        ["remove"] = (static () => Connected(), static _ => new RemoveParticipant(1, Alice) { OperationContext = "x" }),
        ["mute"] = (static () => Connected(), static _ => new MuteParticipants(1, [Alice]) { OperationContext = "x" }),
        ["move"] = (static () => Connected(), static _ => new MoveParticipants(1, new(9), "from", [Bob])
        {
            OperationContext = "x",
            Seen = [new(Bob, IsMuted: true, IsOnHold: true)],
        }),
    };

    public static TheoryData<string> All { get; } = [.. Operations.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public void Repeat_SameRequest_AnswersTheSameAndExecutesNothing(string operation)
    {
        var call = Operations[operation].Call();
        var command = Operations[operation].Command(call) with { Repeat = First };
        var first = call.Ask(command);
        first.ShouldNotBeOfType<Refusal>();
        call.Told();
        var before = call.State;
        call.Effects.Clear();

        var second = call.Ask(command);

        Shown(second).ShouldBe(Shown(first));
        call.State.ShouldBeSameAs(before);
        call.Effects.ShouldHaveSingleItem();
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Repeat_AfterARestart_AnswersTheSame(string operation)
    {
        var call = Operations[operation].Call();
        var command = Operations[operation].Command(call) with { Repeat = First };
        var first = call.Ask(command);

        call.Restart();

        Shown(call.Ask(command)).ShouldBe(Shown(first));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Repeat_AfterTheCallEnded_AnswersTheSame(string operation)
    {
        var call = Operations[operation].Call();
        var command = Operations[operation].Command(call) with { Repeat = First };
        var first = call.Ask(command);
        call.Cleared();
        End(call);

        Shown(call.Ask(command)).ShouldBe(Shown(first));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Repeat_OtherHash_IsRefused(string operation)
    {
        var call = Operations[operation].Call();
        var command = Operations[operation].Command(call) with { Repeat = First };
        call.Ask(command);
        var before = call.State;

        var refusal = call.Refuse(command with { Repeat = First with { Hash = 43 } });

        (refusal.Status, refusal.Code, refusal.Target).ShouldBe((400, "8523", "Repeatability-Request-ID"));
        call.State.ShouldBeSameAs(before);
    }

    [Fact]
    public void Repeat_Create_ShowsTheStateOfNow()
    {
        var call = new CallBench();
        var create = new CreateCall([Alice], Callback) { Repeat = First };
        var first = call.Ask(create).ShouldBeOfType<ConnectionReply>();
        call.AnswerAll();

        var second = call.Ask(create).ShouldBeOfType<ConnectionReply>();

        second.ConnectionId.ShouldBe(first.ConnectionId);
        (second.State, second.ServerCallId).ShouldBe((ConnectionState.Connected, call.CallIds.ServerCall(call.Key)));
        call.Accept(new Terminate(1));
        call.Ask(create).ShouldBeOfType<ConnectionReply>().State.ShouldBe(ConnectionState.Disconnected);
    }

    [Fact]
    public void Repeat_SecondLegOfACall_ShowsThatLeg()
    {
        var call = Connected();
        var connect = new ConnectCall(OtherCallback) { Repeat = First };
        call.Ask(connect);
        call.Ask(new ConnectCall(Callback));

        call.Ask(connect).ShouldBeOfType<ConnectionReply>().ShouldSatisfyAllConditions(
            leg => leg.CallbackUri.ShouldBe(OtherCallback), leg => leg.State.ShouldBe(ConnectionState.Connected));
    }

    [Fact]
    public void Repeat_OfARefusedRequest_IsTriedAgain()
    {
        var call = Calling(Alice);
        var add = new AddParticipant(1, Bob) { Repeat = First };
        call.Refuse(add).Code.ShouldBe("8501");

        call.AnswerAll();

        call.Accept(add);
        call.State!.Repeats.ShouldHaveSingleItem().Request.ShouldBe(First);
    }

    [Fact]
    public void Repeat_CreateWhoseRecordIsForgotten_IsRefused()
    {
        var call = new CallBench();
        var create = new CreateCall([Alice], Callback) { Repeat = First };
        call.Ask(create);
        call.AnswerAll();
        call.Advance(call.Rules.RepeatMemory);

        var refusal = call.Refuse(create);

        (refusal.Status, refusal.Code, refusal.Target).ShouldBe((412, "8583", "Repeatability-First-Sent"));
    }

    [Fact]
    public void Forget_WindowOver_NotBefore()
    {
        var call = Connected();
        call.Accept(new MuteParticipants(1, [Alice]) { Repeat = First });
        var writes = call.Writes;

        call.Advance(call.Rules.RepeatMemory - TimeSpan.FromTicks(1));
        call.State!.Repeats.ShouldHaveSingleItem();
        call.Writes.ShouldBe(writes);
        call.Advance(TimeSpan.FromTicks(1));

        call.State.Repeats.ShouldBeEmpty();
    }

    [Fact]
    public void Forget_ClientWhoseClockIsAhead_MayRepeatForItsWholeWindow()
    {
        var call = Connected();
        var firstSent = call.Now + call.Rules.MaxClientClockAhead;
        call.Accept(new MuteParticipants(1, [Alice]) { Repeat = First });

        call.Advance(firstSent + call.Rules.RepeatWindow - call.Now - TimeSpan.FromTicks(1));

        call.State!.Repeats.ShouldHaveSingleItem();
    }

    [Fact]
    public void Remember_TooMany_IsRefusedUntilOldOnesLapse()
    {
        var call = Connected(rules: new() { MaxRepeats = 2 });
        call.Accept(Mute(1));
        call.Advance(TimeSpan.FromMinutes(1));
        call.Accept(Mute(2));

        call.Refuse(Mute(3)).ShouldSatisfyAllConditions(
            refusal => refusal.Status.ShouldBe(429), refusal => refusal.Code.ShouldBe("8516"), refusal => refusal.RetryAfter.ShouldNotBeNull());
        call.Accept(Mute(1));
        call.Accept(new MuteParticipants(1, [Alice]));
        call.State!.Repeats.Length.ShouldBe(2);

        call.Advance(call.Rules.RepeatMemory - TimeSpan.FromMinutes(1));
        call.Accept(Mute(3));

        static MuteParticipants Mute(int id) => new(1, [Alice]) { Repeat = new(new(id, 0, 0, new byte[8]), 1) };
    }

    [Fact]
    public void Remember_LapsedOnes_MakeRoomInTheVeryRequest()
    {
        var call = Connected(rules: new() { MaxRepeats = 1 });
        call.Accept(new MuteParticipants(1, [Alice]) { Repeat = First });

        call.Pass(call.Rules.RepeatMemory);

        call.Accept(new MuteParticipants(1, [Alice]) { Repeat = new(Guid.NewGuid(), 1) });
    }

    [Fact]
    public void Purge_RequestsRemembered_WaitsForTheWindow()
    {
        var call = Connected();
        call.Accept(new Terminate(1) { Repeat = First });
        call.Cleared();

        call.State.ShouldNotBeNull();
        call.Pump.NextDue.ShouldBe(call.Now + call.Rules.RepeatMemory);
        call.Pump.IsIdle.ShouldBeTrue();
        call.Advance(call.Rules.RepeatMemory);

        call.State.ShouldBeNull();
    }

    [Fact]
    public void Purge_ClockWentBackBetweenRequests_IsDueWhenTheLastLapses()
    {
        var call = Connected();
        call.Accept(new MuteParticipants(1, [Alice]) { Repeat = First });
        var late = call.Now + call.Rules.RepeatMemory;
        call.Pass(TimeSpan.FromMinutes(-5));
        call.Accept(new Terminate(1) { Repeat = First with { RequestId = Guid.NewGuid() } });
        call.Cleared();

        call.Pump.NextDue.ShouldBe(late);
    }

    // An end that needs no further request id.
    private static void End(CallBench call)
    {
        if (call.State?.Legs.LastOrDefault(leg => leg.IsUp) is { } leg)
            call.Accept(new Terminate(leg.Number));
        while (call.State is { IsAlive: true, Roster: [var person, ..] })
            call.HangsUp(person.Identifier);

        call.State!.IsAlive.ShouldBeFalse();
    }

    private static string Shown(CallReply reply) => reply switch
    {
        // The state is that of now, and the rest is the same.
        ConnectionReply leg => $"{leg.ConnectionId} {string.Join(',', leg.Targets)} {leg.CallbackUri} {leg.Source}",
        AcceptedReply accepted => $"{accepted.OperationContext} {accepted.InvitationId} {accepted.FromCall} {string.Join(',', accepted.Participants)}",
        _ => reply.ToString(),
    };
}
