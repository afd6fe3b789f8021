using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Embedded.Tests.Rig;
using CallGrains.Endpoints.Behaviors;

namespace CallGrains.Embedded.Tests.Engine;

public sealed class EmbeddedEngineTests
{
    private static readonly CommunicationIdentifier Ann = CommunicationIdentifier.Parse("8:acs:ann");
    private static readonly CommunicationIdentifier Bob = CommunicationIdentifier.Parse("8:acs:bob");

    [Fact]
    public async Task ExecuteAsync_WriteFails_Is503AndNothingHappened()
    {
        await using var node = await TestNode.StartAsync();
        var leg = await node.ConnectedAsync(Ann);
        node.Store.Fails = _ => true;

        var refusal = (await node.DoAsync(leg, new AddParticipant(leg.Leg, Bob))).ShouldBeOfType<Refusal>();

        refusal.Status.ShouldBe(503);
        refusal.RetryAfter.ShouldNotBeNull();
        node.Store.Fails = _ => false;
        await node.AdvanceAsync(0);
        node.Callbacks.Of(leg).ShouldNotContain(callback => callback.Kind == CallEventKind.AddParticipantSucceeded);
        (await node.DoAsync(leg, new AddParticipant(leg.Leg, Bob))).ShouldBeOfType<AcceptedReply>();
        await node.Callbacks.ExpectAsync(leg, CallEventKind.AddParticipantSucceeded);
    }

    [Fact]
    public async Task Signal_WriteFailsForAWhile_TakesEffectLater()
    {
        await using var node = await TestNode.StartAsync(new() { RetryAfterFault = TimeSpan.FromMilliseconds(20) });
        await node.BehaveAsync(Ann, BehaviorKind.Phone);
        var leg = await node.CreateAsync(Ann);
        await node.AdvanceAsync(0);
        var failed = 0;
        node.Store.Fails = _ => Interlocked.Increment(ref failed) <= 3;

        _ = await node.Simulator.AcceptAsync(Ann);
        for (var i = 0; i < 10; i++)
            await node.AdvanceAsync(5);

        await node.Callbacks.ExpectAsync(leg, CallEventKind.CallConnected);
        failed.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task ExecuteAsync_ReadFails_Is503UntilItSucceeds()
    {
        await using var node = await TestNode.StartAsync(new() { RetryAfterFault = TimeSpan.FromMilliseconds(20) });
        var leg = await node.ConnectedAsync(Ann);
        await node.RestartAsync();
        node.Store.FailsToLoad = _ => true;

        (await node.DoAsync(leg, new GetCall(leg.Leg))).ShouldBeOfType<Refusal>().Status.ShouldBe(503);

        node.Store.FailsToLoad = _ => false;
        (await node.DoAsync(leg, new GetCall(leg.Leg))).ShouldBeOfType<ConnectionReply>();
    }

    [Fact]
    public async Task ExecuteAsync_MailboxFull_Is429()
    {
        await using var node = await TestNode.StartAsync(new() { MaxWaitingCommands = 3 });
        var leg = await node.ConnectedAsync(Ann);
        node.Store.Holds = _ => true;
        var waiting = Enumerable.Range(0, 3).Select(_ => node.DoAsync(leg, new MuteParticipants(leg.Leg, [Ann]))).ToList();

        var refusal = (await node.DoAsync(leg, new MuteParticipants(leg.Leg, [Ann]))).ShouldBeOfType<Refusal>();

        (refusal.Status, refusal.Code).ShouldBe((429, "8516"));
        refusal.RetryAfter.ShouldNotBeNull();
        node.Store.Holds = _ => false;
        await Eventually.HoldsAsync(
            () =>
            {
                node.Store.Release();
                return waiting.TrueForAll(task => task.IsCompleted);
            },
            "the commands that waited are answered");
        foreach (var task in waiting)
            (await task).ShouldBeOfType<AcceptedReply>();
        (await node.DoAsync(leg, new GetCall(leg.Leg))).ShouldBeOfType<ConnectionReply>();
    }

    [Fact]
    public async Task ExecuteAsync_ReadWhileWriting_IsAnsweredFromWhatIsStored()
    {
        await using var node = await TestNode.StartAsync();
        var leg = await node.ConnectedAsync(Ann);
        node.Store.Holds = _ => true;
        var mute = node.DoAsync(leg, new MuteParticipants(leg.Leg, [Ann]));
        await Eventually.HoldsAsync(() => node.Store.HeldBack == 1, "the mute is being written");

        var view = (await node.DoAsync(leg, new GetParticipant(leg.Leg, Ann))).ShouldBeOfType<ParticipantReply>().Participant;

        view.IsMuted.ShouldBeFalse();
        mute.IsCompleted.ShouldBeFalse();
        node.Store.Holds = _ => false;
        node.Store.Release();
        (await mute).ShouldBeOfType<AcceptedReply>();
    }

    [Fact]
    public async Task ExecuteAsync_Cancelled_StopsWaitingOnly()
    {
        await using var node = await TestNode.StartAsync();
        var leg = await node.ConnectedAsync(Ann);
        node.Store.Holds = _ => true;
        using var cancellation = new CancellationTokenSource();
        var mute = node.Engine.ExecuteAsync(leg.Call, new MuteParticipants(leg.Leg, [Ann]), cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => mute);
        await Eventually.HoldsAsync(() => node.Store.HeldBack == 1, "the mute is being written");
        node.Store.Holds = _ => false;
        node.Store.Release();
        await node.AdvanceAsync(0);
        (await node.DoAsync(leg, new GetParticipant(leg.Leg, Ann))).ShouldBeOfType<ParticipantReply>().Participant.IsMuted.ShouldBeTrue();
    }

    [Fact]
    public async Task Idle_Calls_LeaveMemoryAndComeBackWhenUsed()
    {
        await using var node = await TestNode.StartAsync(new() { IdleAfter = TimeSpan.FromMilliseconds(20) });
        var leg = await node.ConnectedAsync(Ann);
        await Eventually.HoldsAsync(() => node.Engine.Residents == 0, "the idle call leaves memory");

        (await node.DoAsync(leg, new GetCall(leg.Leg))).ShouldBeOfType<ConnectionReply>().State.ShouldBe(ConnectionState.Connected);

        // What was acknowledged was written before it left: nothing is delivered again.
        var count = node.Callbacks.Of(leg).Count;
        await node.RestartAsync();
        await node.AdvanceAsync(0);
        node.Store.Loads.ShouldBe(0);
        node.Callbacks.Of(leg).Count.ShouldBe(count);
    }

    [Fact]
    public async Task Idle_Ringing_ComesBackByItselfInTime()
    {
        await using var node = await TestNode.StartAsync(new() { IdleAfter = TimeSpan.FromMilliseconds(20) });
        await node.BehaveAsync(Ann, BehaviorKind.NoAnswer);
        var leg = await node.CreateAsync(Ann);
        await node.AdvanceAsync(0);
        await Eventually.HoldsAsync(() => node.Engine.Residents == 0, "the ringing call leaves memory");

        await node.AdvanceAsync(85);

        await node.Callbacks.ExpectAsync(leg, CallEventKind.CreateCallFailed);
    }

    [Fact]
    public async Task Idle_EndedCallWithRepeats_IsForgottenInTime()
    {
        await using var node = await TestNode.StartAsync(new() { IdleAfter = TimeSpan.FromMilliseconds(20) });
        var create = new CreateCall([Ann], "https://app.example/callbacks") { Repeat = new(Guid.NewGuid(), 1) };
        var key = node.Engine.Ids.KeyOf(create.Repeat.RequestId);
        var leg = node.Address(await node.Engine.ExecuteAsync(key, create));
        _ = await node.Callbacks.ExpectAsync(leg, CallEventKind.CallConnected);
        _ = await node.DoAsync(leg, new HangUp(leg.Leg));
        await node.AdvanceAsync(0);
        await Eventually.HoldsAsync(() => node.Engine.Residents == 0, "the ended call leaves memory");
        node.Store.Load(key).IsEmpty.ShouldBeFalse();

        await node.AdvanceAsync(node.Engine.Rules.RepeatMemory.TotalSeconds + 1);

        await Eventually.HoldsAsync(() => node.Store.Load(key).IsEmpty, "the ended call is forgotten");
    }

    [Fact]
    public async Task Idle_MoreThanTheBound_LeaveAtOnce()
    {
        await using var node = await TestNode.StartAsync(new() { IdleAfter = TimeSpan.FromHours(1), MaxResident = 10 });

        for (var i = 0; i < 60; i++)
            _ = await node.ConnectedAsync(Ann);

        node.Engine.Residents.ShouldBeLessThan(30);
    }

    [Fact]
    public async Task Idle_TenThousandCalls_TakeNoMemory()
    {
        const int count = 10_000;
        await using var node = await TestNode.StartAsync(new() { IdleAfter = TimeSpan.FromMilliseconds(20) });
        var warm = await node.ConnectedAsync(Ann);
        await Eventually.HoldsAsync(() => node.Engine.Residents == 0, "the idle call leaves memory");
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, cancellation) =>
        {
            var key = node.Engine.Ids.KeyOfRandom(Guid.NewGuid());
            var start = new StartCall([CommunicationIdentifier.Parse($"8:acs:a{i}"), CommunicationIdentifier.Parse($"8:acs:b{i}")], null);
            (await node.Engine.ExecuteAsync(key, start, cancellation)).ShouldBeOfType<PlacedReply>();
        });
        await Eventually.HoldsAsync(() => node.Engine.Residents == 0, "the idle calls leave memory");
        await node.AdvanceAsync(0);

        // 1 GiB holds 100,000 calls of 10 KiB; nothing of that order may stay for a call that only goes on.
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / count;
        each.ShouldBeLessThan(1_024);
        (await node.DoAsync(warm, new GetCall(warm.Leg))).ShouldBeOfType<ConnectionReply>();
    }

    [Fact]
    public async Task DisposeAsync_CommandUnderWay_IsAnsweredAndLaterOnesAreRefused()
    {
        await using var node = await TestNode.StartAsync();
        var leg = await node.ConnectedAsync(Ann);
        node.Store.Holds = _ => true;
        var mute = node.DoAsync(leg, new MuteParticipants(leg.Leg, [Ann]));
        await Eventually.HoldsAsync(() => node.Store.HeldBack == 1, "the mute is being written");
        var engine = node.Engine;
        var stop = engine.StopAsync();

        var late = (await engine.ExecuteAsync(leg.Call, new GetCall(leg.Leg))).ShouldBeOfType<Refusal>();

        late.Status.ShouldBe(503);
        stop.IsCompleted.ShouldBeFalse();
        node.Store.Holds = _ => false;
        node.Store.Release();
        (await mute).ShouldBeOfType<AcceptedReply>();
        await stop.WaitAsync(TimeSpan.FromSeconds(30));
        await node.RestartAsync();
        (await node.DoAsync(leg, new GetParticipant(leg.Leg, Ann))).ShouldBeOfType<ParticipantReply>().Participant.IsMuted.ShouldBeTrue();
    }

    [Fact]
    public async Task ExecuteAsync_TooManyActive_NewCallsAre429()
    {
        await using var node = await TestNode.StartAsync(new() { MaxActive = 2, MaxResident = 1 });
        node.HoldsCallbacks = true;
        var first = await node.CreateAsync(Ann);
        _ = await node.CreateAsync(Ann);

        var refusal = (await node.Engine.ExecuteAsync(new CallKey(3), new CreateCall([Ann], "https://app.example/"))).ShouldBeOfType<Refusal>();

        (refusal.Status, refusal.Code).ShouldBe((429, "8530"));
        (await node.DoAsync(first, new GetCall(first.Leg))).ShouldBeOfType<ConnectionReply>();
    }

    [Fact]
    public async Task Start_OneDamagedCall_HoldsUpNoOther()
    {
        await using var node = await TestNode.StartAsync(new() { MaxLoading = 1 });
        await node.BehaveAsync(Ann, BehaviorKind.NoAnswer);
        var sound = await node.CreateAsync(Ann);
        await node.AdvanceAsync(0);
        var damaged = new CallKey(1);
        var written = new WriteOutcome();
        node.Store.Write([new(damaged, new byte[] { 255, 255 }, node.Host.Clock!.Now, Owes: true)], [], written);
        (await written.Task.Within("the write")).ShouldBeNull();
        await node.RestartAsync();

        await node.AdvanceAsync(86);

        await node.Callbacks.ExpectAsync(sound, CallEventKind.CreateCallFailed);
        (await node.Engine.ExecuteAsync(damaged, new GetCall(1))).ShouldBeOfType<Refusal>().Status.ShouldBe(503);
        await Eventually.HoldsAsync(() => node.Engine.Residents <= 1, "the damaged call leaves memory");
    }

    [Fact]
    public async Task DisposeAsync_CommandWaitsForAMove_IsAnswered()
    {
        await using var node = await TestNode.StartAsync(new() { StopTimeout = TimeSpan.FromMilliseconds(200), MaxJointCalls = 1 });
        var source = await node.ConnectedAsync(Ann, Bob);
        var target = await node.ConnectedAsync(CommunicationIdentifier.Parse("8:acs:eve"));
        var writes = 0;
        node.Store.Holds = write => write.Key == target.Call && Interlocked.Increment(ref writes) > 1;
        _ = await node.DoAsync(target, new MoveParticipants(target.Leg, source.Call, node.Engine.Ids.Connection(source).ToString("D"), [Bob]));
        await Eventually.HoldsAsync(() => node.Store.HeldBack > 0, "the target writes its decision");
        var waiting = node.DoAsync(source, new RemoveParticipant(source.Leg, Bob));
        waiting.IsCompleted.ShouldBeFalse();

        await node.RestartAsync();

        (await waiting).ShouldBeOfType<Refusal>().Status.ShouldBe(503);
    }

    [Fact]
    public async Task ClaimGroupCallAsync_AtOnce_HasOneWinner()
    {
        await using var node = await TestNode.StartAsync();
        var room = new GroupLocator(GroupLocatorKind.Room, "room");

        var claims = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => node.Engine.ClaimGroupCallAsync(room, new CallKey((UInt128)i)).AsTask()));

        claims.Distinct().ShouldHaveSingleItem();
    }
}
