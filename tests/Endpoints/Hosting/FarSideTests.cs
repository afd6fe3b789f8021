using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Clock;
using CallGrains.Endpoints.Hosting;
using CallGrains.Endpoints.Simulator;
using CallGrains.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using static CallGrains.Endpoints.Tests.Attachments.Samples;

namespace CallGrains.Endpoints.Tests.Hosting;

public sealed class FarSideTests : FarSideBench
{
    [Fact]
    public async Task Post_UnknownEndpoint_AnswersAndIsInTheCall()
    {
        FarSide.Post(Invite());
        await Settled();
        FarSide.Post(Attached());
        await Settled();

        Signals.ShouldBe([new(CallA, new Answered(P, 1)), new(CallA, new AttachedReceived(P, 0))]);
        Store.Writes.ShouldBe(1);
        (await FarSide.ListAttachmentsAsync(Ann, 10)).ShouldHaveSingleItem().Status.ShouldBe(AttachmentStatus.Attached);
    }

    [Fact]
    public async Task Post_ManyNotices_CostOneWrite()
    {
        var gate = new TaskCompletionSource();
        Store.Gate = gate.Task;
        FarSide.Post(Attached());
        for (var i = 0; i < 500; i++)
            FarSide.Post(Attached(participation: Guid.NewGuid()));

        Signals.ShouldBeEmpty();
        gate.SetResult();
        await Settled();

        Store.Rows.Count.ShouldBe(501);
        Store.Writes.ShouldBeLessThanOrEqualTo(2);
        Signals.Count.ShouldBe(501);
    }

    [Fact]
    public async Task Post_StoreFails_TellsNobodyAndGoesOn()
    {
        Store.Fails = true;
        FarSide.Post(Attached());
        await Settled();
        Signals.ShouldBeEmpty();

        Store.Fails = false;
        FarSide.Post(Attached());
        await Settled();

        Signals.ShouldBe([new(CallA, new AttachedReceived(P, 0))]);
    }

    [Fact]
    public async Task Advance_AfterMs_AnswersInItsTime()
    {
        (await FarSide.PutBehaviorAsync(Ann, Does(BehaviorKind.Answer, afterMs: 3_000, hangUpAfterMs: 10_000))).ShouldBe(ActResult.Done);
        FarSide.Post(Invite());
        await Clock.AdvanceAsync(TimeSpan.FromMilliseconds(2_999));
        Signals.ShouldBe([new(CallA, new InviteReceived(P, 1))]);

        await Clock.AdvanceAsync(TimeSpan.FromMilliseconds(1));
        Signals.Last().Signal.ShouldBeOfType<Answered>();

        FarSide.Post(Attached());
        await Clock.AdvanceAsync(TimeSpan.FromSeconds(10));
        Signals.Last().ShouldBe(new(CallA, new Left(P)));
    }

    [Fact]
    public async Task StartAsync_AfterARestart_GoesOnWhereItWas()
    {
        _ = await FarSide.PutBehaviorAsync(Ann, Does(BehaviorKind.Answer, afterMs: 3_000));
        FarSide.Post(Invite());
        await Settled();
        await Restart();

        await Clock.AdvanceAsync(TimeSpan.FromSeconds(3));

        Signals.Last().ShouldBe(new(CallA, new Answered(P, 1)));
        (await FarSide.FindBehaviorAsync(Ann)).ShouldBe(Does(BehaviorKind.Answer, afterMs: 3_000));
    }

    [Fact]
    public async Task AcceptAsync_Phone_AnswersTheOneThatRangLongest()
    {
        _ = await FarSide.PutBehaviorAsync(Ann, Does(BehaviorKind.Phone));
        var second = Guid.NewGuid();
        FarSide.Post(Invite(participation: second) with { RingingSince = Start.AddSeconds(1) });
        FarSide.Post(Invite());

        (await FarSide.AcceptAsync(Ann)).ShouldBe(ActResult.Done);
        Signals.Last().Signal.ShouldBe(new Answered(P, 1));
        (await FarSide.DeclineAsync(Ann)).ShouldBe(ActResult.Done);
        Signals.Last().Signal.ShouldBe(new Declined(second, 1, DeclineReason.Declined));
    }

    [Fact]
    public async Task Acts_NobodyThere_SaySo()
    {
        (await FarSide.AcceptAsync(Ann)).ShouldBe(ActResult.Nobody);
        (await FarSide.DeclineAsync(Ann)).ShouldBe(ActResult.Nobody);
        (await FarSide.HangUpAsync(Ann)).ShouldBe(ActResult.Nobody);
        (await FarSide.DeleteBehaviorAsync(Ann)).ShouldBe(ActResult.Nobody);
    }

    [Fact]
    public async Task HangUpAsync_InTwoCalls_LeavesBoth()
    {
        var second = Guid.NewGuid();
        FarSide.Post(Attached());
        FarSide.Post(Attached(0, CallB, second));

        (await FarSide.HangUpAsync(Ann)).ShouldBe(ActResult.Done);

        Signals.ShouldContain(new AddressedSignal(CallA, new Left(P)));
        Signals.ShouldContain(new AddressedSignal(CallB, new Left(second)));
    }

    [Fact]
    public async Task Acts_StoreFails_AreUnavailable()
    {
        FarSide.Post(Attached());
        await Settled();
        Store.Fails = true;

        (await FarSide.HangUpAsync(Ann)).ShouldBe(ActResult.Unavailable);
        (await FarSide.PutBehaviorAsync(Ann, Does(BehaviorKind.Busy))).ShouldBe(ActResult.Unavailable);
        (await FarSide.FindBehaviorAsync(Ann)).ShouldBeNull();
    }

    [Fact]
    public async Task Behaviors_OwnBeforeSubscriptionBeforeDefault_AndPresetsShowThrough()
    {
        Prefix = "8:acs:";
        (await FarSide.ResolveBehaviorAsync(Ann)).Kind.ShouldBe(BehaviorKind.App);
        _ = await FarSide.PutBehaviorAsync(Ann, Does(BehaviorKind.Busy));
        (await FarSide.ResolveBehaviorAsync(Ann)).Kind.ShouldBe(BehaviorKind.Busy);

        var preset = CommunicationIdentifier.Parse("4:+1");
        (await FarSide.FindBehaviorAsync(preset))!.Kind.ShouldBe(BehaviorKind.Forbid);
        (await FarSide.IsPresetAsync(preset)).ShouldBeTrue();
        (await FarSide.IsPresetAsync(Ann)).ShouldBeFalse();
        _ = await FarSide.PutBehaviorAsync(preset, Does(BehaviorKind.Busy));
        (await FarSide.IsPresetAsync(preset)).ShouldBeFalse();
        (await FarSide.ListBehaviorsAsync()).Select(entry => (entry.Endpoint.RawId, entry.IsPreset)).ShouldBe([("4:+1", false), ("8:acs:ann", false)]);
        (await FarSide.DeleteBehaviorAsync(preset)).ShouldBe(ActResult.Done);
        (await FarSide.FindBehaviorAsync(preset))!.Kind.ShouldBe(BehaviorKind.Forbid);
        (await FarSide.ResolveBehaviorAsync(CommunicationIdentifier.Parse("4:+2"))).ShouldBe(EndpointBehavior.AnswerAtOnce);
    }

    [Fact]
    public async Task Alarm_TooMuchWaits_RingsAgain()
    {
        // A clock that does not wait for what is under way.
        using var clock = new VirtualTimeProvider(Start, new());
        var options = new EndpointOptions { MaxWaiting = 1 };
        using var behaviors = new BehaviorDirectory(options, Store, this);
        await using var farSide = new FarSide(options, Rules, Store, behaviors, this, this, Activity, clock, NullLogger<FarSide>.Instance);
        await farSide.StartAsync(CancellationToken.None);
        _ = await farSide.PutBehaviorAsync(Ann, Does(BehaviorKind.Answer, afterMs: 3_000));
        _ = await farSide.PutBehaviorAsync(Bob, Does(BehaviorKind.NoAnswer));
        await Settled();
        farSide.Post(Invite());
        await Settled();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Store.Gate = gate.Task;
        var came = Store.Came;
        farSide.Post(Invite(participation: Guid.NewGuid(), endpoint: Bob));
        await Eventually.HoldsAsync(() => Store.Came > came, "a write is under way");
        farSide.Post(Invite(participation: Guid.NewGuid(), endpoint: Bob));

        await clock.AdvanceAsync(TimeSpan.FromSeconds(3));
        gate.SetResult();
        await Settled();
        Signals.ShouldNotContain(new AddressedSignal(CallA, new Answered(P, 1)));
        await clock.AdvanceAsync(TimeSpan.FromSeconds(1));
        await Settled();

        Signals.ShouldContain(new AddressedSignal(CallA, new Answered(P, 1)));
    }
}
