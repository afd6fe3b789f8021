using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Replies;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Tests.Rig;

namespace CallGrains.Grains.Tests.Faults;

/// <summary>The store fails, before a write or after it, or is slow.</summary>
public sealed class StorageFaultTests : IAsyncLifetime
{
    private FaultyCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await FaultyCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData(5, false)]
    [InlineData(5, true)]
    public async Task WritesFail_AmidMoves_NobodyIsLostOrDoubled(int every, bool isAfter)
    {
        var (ann, bob, eve, dan) = (FaultyCluster.Person("ann"), FaultyCluster.Person("bob"), FaultyCluster.Person("eve"), FaultyCluster.Person("dan"));
        var one = await _cluster.ConnectAsync(ann, bob);
        var two = await _cluster.ConnectAsync(eve, dan);

        // Crossing moves, back and forth: whatever becomes of each, everybody is somewhere.
        _cluster.Storage.Faults = write => write % every == 0 ? new(TimeSpan.Zero, FailsBefore: !isAfter, FailsAfter: isAfter) : StorageFault.None;
        for (var round = 0; round < 4; round++)
            await Task.WhenAll(_cluster.MoveAsync(two, one, ann), _cluster.MoveAsync(one, two, eve), _cluster.MoveAsync(one, two, ann));
        _cluster.Storage.Faults = null;

        await _cluster.SettledAsync(one, two, moves: 12, ann, bob, eve, dan);
        foreach (var leg in new[] { one, two })
        {
            var ends = _cluster.Callbacks.Of(leg).Count(each => each.Kind is CallEventKind.MoveParticipantSucceeded or CallEventKind.MoveParticipantFailed);
            ends.ShouldBe(leg == one ? 8 : 4);
        }
    }

    [Fact]
    public async Task WriteUnclear_Repeated_HappensOnce()
    {
        var leg = await _cluster.ConnectAsync(FaultyCluster.Person("ann"), FaultyCluster.Person("bob"));
        var add = new AddParticipant(leg.Leg, FaultyCluster.Person("eve")) { Repeat = FaultyCluster.NewRepeat() };
        var failing = _cluster.Storage.Writes + 1;
        _cluster.Storage.Faults = write => write == failing ? new(TimeSpan.Zero, FailsBefore: false, FailsAfter: true) : StorageFault.None;

        var first = await _cluster.InsistAsync<AcceptedReply>(leg.Call, add);
        var again = await _cluster.InsistAsync<AcceptedReply>(leg.Call, add);

        again.InvitationId.ShouldBe(first.InvitationId);
        await _cluster.ExpectOnceAsync(leg, FaultyCluster.Person("eve"), CallEventKind.AddParticipantSucceeded);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WriteFailed_Repeatable_IsAnsweredByTheNextActivationAndHappensOnce(bool isAfter)
    {
        var leg = await _cluster.ConnectAsync(FaultyCluster.Person("ann"), FaultyCluster.Person("bob"));
        var eve = FaultyCluster.Person("eve");
        var failures = 0;
        _cluster.Storage.FaultyName = "call";
        _cluster.Storage.Faults = _ => Interlocked.Increment(ref failures) == 1 ? new(TimeSpan.Zero, FailsBefore: !isAfter, FailsAfter: isAfter) : StorageFault.None;

        var reply = await _cluster.Rig.Engine.ExecuteAsync(leg.Call, new AddParticipant(leg.Leg, eve) { Repeat = FaultyCluster.NewRepeat() });

        reply.ShouldBeOfType<AcceptedReply>();
        failures.ShouldBePositive();
        await _cluster.ExpectOnceAsync(leg, eve, CallEventKind.AddParticipantSucceeded);
    }

    [Fact]
    public async Task NotRepeatable_StoreFails_Is503WithRetryAfterAndChangesNothing()
    {
        var (ann, bob) = (FaultyCluster.Person("ann"), FaultyCluster.Person("bob"));
        var leg = await _cluster.ConnectAsync(ann, bob);
        _cluster.Storage.Faults = static _ => new(TimeSpan.Zero, FailsBefore: true, FailsAfter: false);

        var refusal = (await _cluster.Rig.Engine.ExecuteAsync(leg.Call, new RemoveParticipant(leg.Leg, bob))).ShouldBeOfType<Refusal>();
        _cluster.Storage.Faults = null;

        refusal.Status.ShouldBe(503);
        refusal.RetryAfter.ShouldNotBeNull();
        await _cluster.RosterBecomesAsync(leg, ann, bob);
    }

    [Fact]
    public async Task SlowStore_ManyCommands_AllAnsweredAndReadsDoNotWait()
    {
        var leg = await _cluster.ConnectAsync(FaultyCluster.Person("ann"), FaultyCluster.Person("bob"));
        _cluster.Storage.Faults = static _ => new(TimeSpan.FromMilliseconds(300), FailsBefore: false, FailsAfter: false);

        var adds = Enumerable.Range(0, 20).Select(i => _cluster.InsistAsync<AcceptedReply>(
            leg.Call, new AddParticipant(leg.Leg, FaultyCluster.Person($"p{i}")) { Repeat = FaultyCluster.NewRepeat() })).ToArray();
        var read = _cluster.Rig.Engine.ExecuteAsync(leg.Call, new GetCall(leg.Leg)).AsTask();

        (await Task.WhenAny(read, Task.WhenAll(adds))).ShouldBe(read);
        await Task.WhenAll(adds);
    }

    [Fact]
    public async Task AnotherActivationWrote_NextWrite_MeetsWhatIsStored()
    {
        var (ann, bob, eve) = (FaultyCluster.Person("ann"), FaultyCluster.Person("bob"), FaultyCluster.Person("eve"));
        var leg = await _cluster.ConnectAsync(ann, bob);

        // As a second owner would: the row gets another version behind the back of the one that is active.
        _cluster.Storage.Touch("call", _cluster.Rig.Grains.GetCall(leg.Call).GetGrainId());
        _ = await _cluster.InsistAsync<AcceptedReply>(leg.Call, new AddParticipant(leg.Leg, eve) { Repeat = FaultyCluster.NewRepeat() });

        await _cluster.RosterBecomesAsync(leg, ann, bob, eve);
        await _cluster.ExpectOnceAsync(leg, eve, CallEventKind.AddParticipantSucceeded);
    }
}
