using CallGrains.Calls.Codec;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Simulator;
using CallGrains.Grains.Abstractions;
using CallGrains.Grains.Abstractions.Calls;
using CallGrains.Grains.Abstractions.Endpoints;
using CallGrains.Grains.Endpoints;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Tests.Rig;
using CallGrains.Shared;

namespace CallGrains.Grains.Tests.Faults;

/// <summary>Nobody hears of what an endpoint has not stored yet, however often it is asked.</summary>
public sealed class UnsavedTests : IAsyncLifetime
{
    private static readonly CommunicationIdentifier Ann = FaultyCluster.Person("ann");

    private readonly TaskCompletionSource _storeAnswers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FaultyCluster _cluster = null!;
    private IEndpointGrain _endpoint = null!;
    private CallKey _call;
    private volatile bool _isHeldBack;

    public async Task InitializeAsync()
    {
        _cluster = await FaultyCluster.StartAsync(TimeSpan.FromHours(1));
        (await _cluster.Rig.Simulator.PutBehaviorAsync(Ann, new() { Kind = BehaviorKind.NoAnswer })).ShouldBe(ActResult.Done);
        _endpoint = _cluster.Rig.Grains.GetGrain<IEndpointGrain>(EndpointKeys.Of(Ann.RawId));
        _call = _cluster.Rig.NewKey();
        _cluster.Storage.FaultyName = "endpoint";
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task InvitedAgain_FirstIsBeingStoredAndFails_IsNotAcknowledgedUntilStored()
    {
        var invite = FaultyCluster.Ringing(Ann, _call);
        HoldBack(thenFail: true);
        await TellAsync(invite);
        await TellAsync(invite);
        Said.ShouldBe(0);

        await LetGoAsync();
        (await InsistAsync(_endpoint.ListAttachmentsAsync)).ShouldBeEmpty();
        Said.ShouldBe(0);

        await TellAsync(invite);
        await Eventually.HoldsAsync(() => Said == 1, "an acknowledgement");
        _ = (await _endpoint.ListAttachmentsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task InvitedAgain_FirstIsBeingStored_IsAcknowledgedOnceStored()
    {
        var invite = FaultyCluster.Ringing(Ann, _call);
        HoldBack(thenFail: false);
        await TellAsync(invite);
        await TellAsync(invite);
        Said.ShouldBe(0);

        await LetGoAsync();

        await Eventually.HoldsAsync(() => Said == 2, "both acknowledgements");
    }

    [Fact]
    public async Task ToldAgainThatItIsIn_FirstIsBeingStoredAndFails_IsNotAcknowledged()
    {
        var attached = new Attached(Guid.NewGuid(), _call, Ann, 1);
        HoldBack(thenFail: true);
        await TellAsync(attached);
        await TellAsync(attached);
        Said.ShouldBe(0);

        await LetGoAsync();

        (await InsistAsync(_endpoint.ListAttachmentsAsync)).ShouldBeEmpty();
        Said.ShouldBe(0);
    }

    [Fact]
    public async Task ToldAgainThatItIsOver_FirstIsBeingStoredAndFails_IsNotAcknowledged()
    {
        var invite = FaultyCluster.Ringing(Ann, _call);
        await TellAsync(invite);
        await Eventually.HoldsAsync(() => Said == 1, "ringing");
        var bye = new Bye(invite.Participation, _call, Ann, new(487, 0, ""));
        HoldBack(thenFail: true);
        await TellAsync(bye);
        await TellAsync(bye);
        Said.ShouldBe(1);

        await LetGoAsync();

        _ = (await InsistAsync(_endpoint.ListAttachmentsAsync)).ShouldHaveSingleItem();
        Said.ShouldBe(1);
    }

    [Fact]
    public async Task Read_BehaviorIsBeingStoredAndFails_IsNotSeen()
    {
        HoldBack(thenFail: true);
        var put = _endpoint.SaveBehaviorAsync(Ann.RawId, EndpointCodec.Encode(new EndpointBehavior { Kind = BehaviorKind.Busy }));
        await Eventually.HoldsAsync(() => _isHeldBack, "a write");
        var read = _endpoint.FindBehaviorAsync();
        await FaultyCluster.TickAsync(_endpoint, "siloLost");
        read.IsCompleted.ShouldBeFalse();

        await LetGoAsync();

        _ = await Should.ThrowAsync<OrleansException>(put);
        _ = await Should.ThrowAsync<OrleansException>(read);
        var stored = await _cluster.Rig.Simulator.FindBehaviorAsync(Ann);
        stored.ShouldNotBeNull().Kind.ShouldBe(BehaviorKind.NoAnswer);
    }

    [Fact]
    public async Task InvitedWhileAnotherWriteWaits_ReminderIsSlow_IsNotStoredBeforeIt()
    {
        var reminded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _cluster.Reminders.BeforeUpsert = _ => reminded.Task;
        HoldBack(thenFail: false);
        var put = PutAsync(BehaviorKind.NoAnswer);
        await Eventually.HoldsAsync(() => _isHeldBack, "a write");

        // That it is in a call waits to be stored, and owes nothing; the ringing would go with it.
        await TellAsync(new Attached(Guid.NewGuid(), _call, Ann, 1));
        await TellAsync(FaultyCluster.Ringing(Ann, _call));
        var writes = 0;
        await LetGoAsync(_ => Interlocked.Increment(ref writes) < 0 ? StorageFault.Fails : StorageFault.None);
        (await put).ShouldBe(ActResult.Done);
        await FaultyCluster.TickAsync(_endpoint, "siloLost");
        writes.ShouldBe(0);

        reminded.SetResult();
        await Eventually.HoldsAsync(() => Said == 2, "both acknowledgements");
        _ = (await _cluster.Reminders.ReadRows(_endpoint.GetGrainId())).Reminders.ShouldHaveSingleItem();
    }

    private int Said => _cluster.Messages.Said(nameof(ICallGrain.SignalAsync), _cluster.Rig.Grains.GetCall(_call).GetGrainId());

    private Task<ActResult> PutAsync(BehaviorKind kind) => _cluster.Rig.Simulator.PutBehaviorAsync(Ann, new() { Kind = kind }).AsTask();

    private void HoldBack(bool thenFail) => _cluster.Storage.Faults = _ =>
    {
        _isHeldBack = true;
        return new(TimeSpan.Zero, FailsBefore: thenFail, FailsAfter: false) { Until = _storeAnswers.Task };
    };

    // Not before the write has come to the store, or it would be one that does not fail.
    private async Task LetGoAsync(Func<long, StorageFault>? thenFaults = null)
    {
        await Eventually.HoldsAsync(() => _isHeldBack, "a write");
        _cluster.Storage.Faults = thenFaults;
        _storeAnswers.SetResult();
    }

    // It has been taken once another message to the same grain was.
    private async Task TellAsync(EndpointNotice notice)
    {
        await _endpoint.NoticeAsync(new Payload(WireCodec.Encode(notice)));
        await FaultyCluster.TickAsync(_endpoint, "siloLost");
    }

    private static async Task<T> InsistAsync<T>(Func<Task<T>> ask)
    {
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (Exception fault) when (Reach.IsPassing(fault, CancellationToken.None))
            {
                // The activation that failed to write is about to end.
                await Task.Yield();
            }
        }
    }
}
