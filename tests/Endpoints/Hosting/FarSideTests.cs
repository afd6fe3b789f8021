using System.Collections.Concurrent;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Clock;
using CallGrains.Endpoints.Hosting;
using CallGrains.Endpoints.Simulator;
using Microsoft.Extensions.Logging.Abstractions;
using static CallGrains.Endpoints.Tests.Attachments.Samples;

namespace CallGrains.Endpoints.Tests.Hosting;

public sealed class FarSideTests : IAsyncLifetime, ICallSignals, IIncomingCallAnnouncer
{
    private readonly ActivityGauge _activity = new();
    private readonly FakeStore _store = new();
    private readonly ConcurrentQueue<AddressedSignal> _signals = new();
    private readonly ConcurrentQueue<Invite> _announced = new();
    private readonly VirtualTimeProvider _clock;
    private BehaviorDirectory _behaviors;
    private FarSide _farSide;
    private Func<CancellationToken, Task> _announcing = _ => Task.CompletedTask;
    private string _prefix = "28:";

    public FarSideTests()
    {
        _clock = new(Start, _activity);
        (_behaviors, _farSide) = Build();
    }

    public Task InitializeAsync() => _farSide.StartAsync(CancellationToken.None);

    public async Task DisposeAsync()
    {
        await _farSide.DisposeAsync();
        _behaviors.Dispose();
        _clock.Dispose();
    }

    void ICallSignals.Signal(CallKey call, EndpointSignal signal) => _signals.Enqueue(new(call, signal));

    bool IIncomingCallAnnouncer.HasSubscriber(CommunicationIdentifier endpoint) => endpoint.RawId.StartsWith(_prefix, StringComparison.Ordinal);

    async Task IIncomingCallAnnouncer.AnnounceAsync(Invite invite, CancellationToken cancellationToken)
    {
        _announced.Enqueue(invite);
        await _announcing(cancellationToken);
    }

    [Fact]
    public async Task Post_UnknownEndpoint_AnswersAndIsInTheCall()
    {
        _farSide.Post(Invite());
        await Settled();
        _farSide.Post(Attached());
        await Settled();

        _signals.ShouldBe([new(CallA, new Answered(P, 1)), new(CallA, new AttachedReceived(P, 0))]);
        _store.Writes.ShouldBe(1);
        (await _farSide.ListAttachmentsAsync(Ann, 10)).ShouldHaveSingleItem().Status.ShouldBe(AttachmentStatus.Attached);
    }

    [Fact]
    public async Task Post_ManyNotices_CostOneWrite()
    {
        var gate = new TaskCompletionSource();
        _store.Gate = gate.Task;
        _farSide.Post(Attached());
        for (var i = 0; i < 500; i++)
            _farSide.Post(Attached(participation: Guid.NewGuid()));

        _signals.ShouldBeEmpty();
        gate.SetResult();
        await Settled();

        _store.Rows.Count.ShouldBe(501);
        _store.Writes.ShouldBeLessThanOrEqualTo(2);
        _signals.Count.ShouldBe(501);
    }

    [Fact]
    public async Task Post_StoreFails_TellsNobodyAndGoesOn()
    {
        _store.Fails = true;
        _farSide.Post(Attached());
        await Settled();
        _signals.ShouldBeEmpty();

        _store.Fails = false;
        _farSide.Post(Attached());
        await Settled();

        _signals.ShouldBe([new(CallA, new AttachedReceived(P, 0))]);
    }

    [Fact]
    public async Task Advance_AfterMs_AnswersInItsTime()
    {
        (await _farSide.PutBehaviorAsync(Ann, Does(BehaviorKind.Answer, afterMs: 3_000, hangUpAfterMs: 10_000))).ShouldBe(ActResult.Done);
        _farSide.Post(Invite());
        await _clock.AdvanceAsync(TimeSpan.FromMilliseconds(2_999));
        _signals.ShouldBe([new(CallA, new InviteReceived(P, 1))]);

        await _clock.AdvanceAsync(TimeSpan.FromMilliseconds(1));
        _signals.Last().Signal.ShouldBeOfType<Answered>();

        _farSide.Post(Attached());
        await _clock.AdvanceAsync(TimeSpan.FromSeconds(10));
        _signals.Last().ShouldBe(new(CallA, new Left(P)));
    }

    [Fact]
    public async Task StartAsync_AfterARestart_GoesOnWhereItWas()
    {
        _ = await _farSide.PutBehaviorAsync(Ann, Does(BehaviorKind.Answer, afterMs: 3_000));
        _farSide.Post(Invite());
        await Settled();
        await Restart();

        await _clock.AdvanceAsync(TimeSpan.FromSeconds(3));

        _signals.Last().ShouldBe(new(CallA, new Answered(P, 1)));
        (await _farSide.FindBehaviorAsync(Ann)).ShouldBe(Does(BehaviorKind.Answer, afterMs: 3_000));
    }

    [Fact]
    public async Task AcceptAsync_Phone_AnswersTheOneThatRangLongest()
    {
        _ = await _farSide.PutBehaviorAsync(Ann, Does(BehaviorKind.Phone));
        var second = Guid.NewGuid();
        _farSide.Post(Invite(participation: second) with { RingingSince = Start.AddSeconds(1) });
        _farSide.Post(Invite());

        (await _farSide.AcceptAsync(Ann)).ShouldBe(ActResult.Done);
        _signals.Last().Signal.ShouldBe(new Answered(P, 1));
        (await _farSide.DeclineAsync(Ann)).ShouldBe(ActResult.Done);
        _signals.Last().Signal.ShouldBe(new Declined(second, 1, DeclineReason.Declined));
    }

    [Fact]
    public async Task Acts_NobodyThere_SaySo()
    {
        (await _farSide.AcceptAsync(Ann)).ShouldBe(ActResult.Nobody);
        (await _farSide.DeclineAsync(Ann)).ShouldBe(ActResult.Nobody);
        (await _farSide.HangUpAsync(Ann)).ShouldBe(ActResult.Nobody);
        (await _farSide.DeleteBehaviorAsync(Ann)).ShouldBe(ActResult.Nobody);
    }

    [Fact]
    public async Task HangUpAsync_InTwoCalls_LeavesBoth()
    {
        var second = Guid.NewGuid();
        _farSide.Post(Attached());
        _farSide.Post(Attached(0, CallB, second));

        (await _farSide.HangUpAsync(Ann)).ShouldBe(ActResult.Done);

        _signals.ShouldContain(new AddressedSignal(CallA, new Left(P)));
        _signals.ShouldContain(new AddressedSignal(CallB, new Left(second)));
    }

    [Fact]
    public async Task Acts_StoreFails_AreUnavailable()
    {
        _farSide.Post(Attached());
        await Settled();
        _store.Fails = true;

        (await _farSide.HangUpAsync(Ann)).ShouldBe(ActResult.Unavailable);
        (await _farSide.PutBehaviorAsync(Ann, Does(BehaviorKind.Busy))).ShouldBe(ActResult.Unavailable);
        (await _farSide.FindBehaviorAsync(Ann)).ShouldBeNull();
    }

    [Fact]
    public async Task Post_SubscribedEndpoint_IsAnnouncedOnceAndThenAcknowledged()
    {
        _prefix = "8:acs:";
        _farSide.Post(Invite());
        await Eventually(() => _signals.Contains(new(CallA, new InviteReceived(P, 1))), "the invitation is acknowledged");
        await Restart();
        _farSide.Post(Invite());
        await Settled();

        _announced.ShouldHaveSingleItem();
        (await _farSide.AcceptAsync(Ann)).ShouldBe(ActResult.Conflict);
    }

    [Fact]
    public async Task Post_AnnouncementFails_IsAnnouncedAgainWhenTheCallRepeats()
    {
        _prefix = "8:acs:";
        _announcing = _ => throw new InvalidOperationException("no route");
        _farSide.Post(Invite());
        await Eventually(() => _announced.Count == 1, "the call is announced");
        await Settled();
        _announcing = _ => Task.CompletedTask;

        await Eventually(
            () =>
            {
                _farSide.Post(Invite());
                return _signals.Any(signal => signal.Signal is InviteReceived);
            },
            "the invitation is acknowledged");

        _announced.Count.ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task Post_ByeWhileAnnouncing_StopsTheAnnouncement()
    {
        _prefix = "8:acs:";
        var stopped = new TaskCompletionSource();
        _announcing = cancellation =>
        {
            cancellation.Register(stopped.SetResult);
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        };
        _farSide.Post(Invite());
        await Eventually(() => _announced.Count == 1, "the call is announced");

        _farSide.Post(Bye(1));

        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Behaviors_OwnBeforeSubscriptionBeforeDefault_AndPresetsShowThrough()
    {
        _prefix = "8:acs:";
        (await _farSide.ResolveBehaviorAsync(Ann)).Kind.ShouldBe(BehaviorKind.App);
        _ = await _farSide.PutBehaviorAsync(Ann, Does(BehaviorKind.Busy));
        (await _farSide.ResolveBehaviorAsync(Ann)).Kind.ShouldBe(BehaviorKind.Busy);

        var preset = CommunicationIdentifier.Parse("4:+1");
        (await _farSide.FindBehaviorAsync(preset))!.Kind.ShouldBe(BehaviorKind.Forbid);
        (await _farSide.IsPresetAsync(preset)).ShouldBeTrue();
        (await _farSide.IsPresetAsync(Ann)).ShouldBeFalse();
        _ = await _farSide.PutBehaviorAsync(preset, Does(BehaviorKind.Busy));
        (await _farSide.IsPresetAsync(preset)).ShouldBeFalse();
        (await _farSide.ListBehaviorsAsync()).Select(entry => (entry.Endpoint.RawId, entry.IsPreset)).ShouldBe([("4:+1", false), ("8:acs:ann", false)]);
        (await _farSide.DeleteBehaviorAsync(preset)).ShouldBe(ActResult.Done);
        (await _farSide.FindBehaviorAsync(preset))!.Kind.ShouldBe(BehaviorKind.Forbid);
        (await _farSide.ResolveBehaviorAsync(CommunicationIdentifier.Parse("4:+2"))).ShouldBe(EndpointBehavior.AnswerAtOnce);
    }

    [Fact]
    public async Task Alarm_TooMuchWaits_RingsAgain()
    {
        // A clock that does not wait for what is under way.
        using var clock = new VirtualTimeProvider(Start, new());
        var options = new EndpointOptions { MaxWaiting = 1 };
        using var behaviors = new BehaviorDirectory(options, _store, this);
        await using var farSide = new FarSide(options, Rules, _store, behaviors, this, this, _activity, clock, NullLogger<FarSide>.Instance);
        await farSide.StartAsync(CancellationToken.None);
        _ = await farSide.PutBehaviorAsync(Ann, Does(BehaviorKind.Answer, afterMs: 3_000));
        _ = await farSide.PutBehaviorAsync(Bob, Does(BehaviorKind.NoAnswer));
        await Settled();
        farSide.Post(Invite());
        await Settled();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.Gate = gate.Task;
        var came = _store.Came;
        farSide.Post(Invite(participation: Guid.NewGuid(), endpoint: Bob));
        await Eventually(() => _store.Came > came, "a write is under way");
        farSide.Post(Invite(participation: Guid.NewGuid(), endpoint: Bob));

        await clock.AdvanceAsync(TimeSpan.FromSeconds(3));
        gate.SetResult();
        await Settled();
        _signals.ShouldNotContain(new AddressedSignal(CallA, new Answered(P, 1)));
        await clock.AdvanceAsync(TimeSpan.FromSeconds(1));
        await Settled();

        _signals.ShouldContain(new AddressedSignal(CallA, new Answered(P, 1)));
    }

    private (BehaviorDirectory, FarSide) Build()
    {
        var options = new EndpointOptions { Behaviors = new Dictionary<string, EndpointBehavior> { ["4:+1"] = Does(BehaviorKind.Forbid) } };
        var behaviors = new BehaviorDirectory(options, _store, this);
        return (behaviors, new(options, Rules, _store, behaviors, this, this, _activity, _clock, NullLogger<FarSide>.Instance));
    }

    private async Task Restart()
    {
        await _farSide.DisposeAsync();
        _behaviors.Dispose();
        (_behaviors, _farSide) = Build();
        await _farSide.StartAsync(CancellationToken.None);
    }

    private Task Settled() => _activity.WhenIdleAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));

    private static async Task Eventually(Func<bool> condition, string what)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!condition())
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"Waited 10 s in vain until {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }
    }
}
