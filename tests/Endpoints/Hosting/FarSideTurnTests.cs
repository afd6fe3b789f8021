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

/// <summary>Notices that are taken within the write of the call that gives them.</summary>
public sealed class FarSideTurnTests : IAsyncLifetime, ICallSignals, IIncomingCallAnnouncer
{
    private readonly ActivityGauge _activity = new();
    private readonly FakeStore _store = new();
    private readonly ConcurrentQueue<AddressedSignal> _signals = new();
    private readonly VirtualTimeProvider _clock;
    private readonly BehaviorDirectory _behaviors;
    private readonly FarSide _farSide;

    public FarSideTurnTests()
    {
        _clock = new(Start, _activity);
        _behaviors = new(new(), _store, this);
        _farSide = new(new(), new(), _store, _behaviors, this, this, _activity, _clock, NullLogger<FarSide>.Instance);
    }

    public Task InitializeAsync() => _farSide.StartAsync(CancellationToken.None);

    public async Task DisposeAsync()
    {
        await _farSide.DisposeAsync();
        _behaviors.Dispose();
        _clock.Dispose();
    }

    void ICallSignals.Signal(CallKey call, EndpointSignal signal) => _signals.Enqueue(new(call, signal));

    bool IIncomingCallAnnouncer.HasSubscriber(CommunicationIdentifier endpoint) => false;

    Task IIncomingCallAnnouncer.AnnounceAsync(Invite invite, CancellationToken cancellationToken) => Task.CompletedTask;

    [Fact]
    public async Task Take_InviteAndAttached_GiveWhatIsToBeStoredAndStoreNothing()
    {
        var turn = _farSide.BeginTurn();

        turn.Take(Invite()).ShouldBe([new(CallA, new Answered(P, 1))]);
        turn.Take(Attached()).ShouldBe([new(CallA, new AttachedReceived(P, 0))]);

        turn.Changes().ShouldHaveSingleItem().Row!.Status.ShouldBe(AttachmentStatus.Attached);
        turn.Ended(null);
        await _activity.WhenIdleAsync(CancellationToken.None);
        _store.Writes.ShouldBe(0);
        _signals.ShouldBeEmpty();
    }

    [Fact]
    public void Take_AnotherTurnHasTheParticipation_IsLeftUntilThatHasEnded()
    {
        var (first, second) = (_farSide.BeginTurn(), _farSide.BeginTurn());
        first.Take(Attached()).ShouldNotBeNull();

        second.Take(Attached()).ShouldBeNull();

        first.Ended(null);
        second.Take(Attached()).ShouldNotBeNull();
        second.Ended(null);
    }

    [Fact]
    public async Task HangUpAsync_ATurnHasTheParticipation_WaitsForItsEnd()
    {
        _farSide.Post(Attached());
        await _activity.WhenIdleAsync(CancellationToken.None);
        var turn = _farSide.BeginTurn();
        turn.Take(Attached(1, CallB)).ShouldNotBeNull();

        var hangUp = _farSide.HangUpAsync(Ann).AsTask();
        hangUp.IsCompleted.ShouldBeFalse();
        await _store.SaveAsync(turn.Changes(), CancellationToken.None);
        turn.Ended(null);

        (await hangUp.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe(ActResult.Done);
        _signals.Last().ShouldBe(new(CallB, new Left(P)));
    }

    [Fact]
    public void Take_StoreCannotBeRead_TakesNothingAndKeepsNothing()
    {
        _store.Rows[P] = RowOf(Attached(7));
        var turn = _farSide.BeginTurn();
        _store.FailsToRead = true;
        Should.Throw<IOException>(() => turn.Take(Attached(3)));
        _store.FailsToRead = false;

        // Taken for absent, the older hop would win.
        turn.Take(Attached(3)).ShouldNotBeNull();

        turn.Changes().ShouldBeEmpty();
        turn.Ended(null);
    }

    [Fact]
    public void Ended_NotStored_SaysNothingAndRemembersNoEnd()
    {
        var turn = _farSide.BeginTurn();
        turn.Take(new Bye(P, CallA, Ann, new(200, 0, ""))).ShouldNotBeNull();
        turn.SayLater(new(CallB, new Left(P)));

        turn.Ended(new IOException("The disk is full."));

        _signals.ShouldBeEmpty();
        var next = _farSide.BeginTurn();
        _ = next.Take(Attached());
        next.Changes().ShouldHaveSingleItem("the end that was not stored does not count");
        next.Ended(null);
    }

    private AttachmentRow RowOf(Attached attached)
    {
        var turn = _farSide.BeginTurn();
        _ = turn.Take(attached);
        var row = turn.Changes().Single().Row!;
        turn.Ended(null);
        return row;
    }
}
