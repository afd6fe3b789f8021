using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Replies;

namespace CallGrains.Grains.Tests.Faults;

/// <summary>Silos die, or leave, in the middle of things.</summary>
public sealed class SiloLossTests : IAsyncLifetime
{
    private FaultyCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await FaultyCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SiloLost_AmidMoves_EverybodyIsInExactlyOneCall(bool isKilled)
    {
        const int pairs = 8;
        var people = Enumerable.Range(0, pairs).Select(i => FaultyCluster.Person($"mover{i}")).ToArray();
        var stayers = Enumerable.Range(0, pairs).Select(i => FaultyCluster.Person($"stayer{i}")).ToArray();
        var from = await Task.WhenAll(Enumerable.Range(0, pairs).Select(i => _cluster.ConnectAsync(people[i], stayers[i])));
        var to = await Task.WhenAll(Enumerable.Range(0, pairs).Select(i => _cluster.ConnectAsync(FaultyCluster.Person($"host{i}"), FaultyCluster.Person($"guest{i}"))));

        var moves = Enumerable.Range(0, pairs).Select(i => _cluster.MoveAsync(to[i], from[i], people[i])).ToArray();
        await LoseAsync(1, isKilled);
        await Task.WhenAll(moves);

        for (var i = 0; i < pairs; i++)
        {
            await _cluster.ExpectOnceAsync(to[i], people[i], CallEventKind.MoveParticipantSucceeded, CallEventKind.MoveParticipantFailed);
            var isMoved = _cluster.Callbacks.Of(to[i]).Any(one => one.Kind == CallEventKind.MoveParticipantSucceeded);
            await _cluster.RosterBecomesAsync(from[i], isMoved ? [stayers[i]] : [people[i], stayers[i]]);
            (await _cluster.RosterAsync(to[i])).Contains(people[i]).ShouldBe(isMoved);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SiloLost_AmidAdds_EachEndsOnceAndTruly(bool isKilled)
    {
        const int count = 8;
        var legs = await Task.WhenAll(Enumerable.Range(0, count).Select(i => _cluster.ConnectAsync(FaultyCluster.Person($"a{i}"), FaultyCluster.Person($"b{i}"))));

        var adds = legs.Select((leg, i) => _cluster.InsistAsync<AcceptedReply>(
            leg.Call, new AddParticipant(leg.Leg, FaultyCluster.Person($"c{i}")) { Repeat = FaultyCluster.NewRepeat() })).ToArray();
        await LoseAsync(2, isKilled);
        await Task.WhenAll(adds);

        for (var i = 0; i < count; i++)
        {
            var added = FaultyCluster.Person($"c{i}");
            await _cluster.ExpectOnceAsync(legs[i], added, CallEventKind.AddParticipantSucceeded, CallEventKind.AddParticipantFailed);
            (await _cluster.RosterAsync(legs[i])).ShouldContain(added);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SiloLost_AmidTransfers_EachEndsOnceAndTheCallIsUsable(bool isKilled)
    {
        const int count = 6;
        var legs = await Task.WhenAll(Enumerable.Range(0, count).Select(i => _cluster.ConnectAsync(FaultyCluster.Person($"a{i}"), FaultyCluster.Person($"b{i}"))));

        var transfers = legs.Select((leg, i) => _cluster.InsistAsync<AcceptedReply>(
            leg.Call,
            new TransferToParticipant(leg.Leg, FaultyCluster.Person($"t{i}")) { Transferee = FaultyCluster.Person($"a{i}"), Repeat = FaultyCluster.NewRepeat() })).ToArray();
        await LoseAsync(1, isKilled);
        await Task.WhenAll(transfers);

        foreach (var leg in legs)
        {
            await _cluster.ExpectOnceAsync(leg, null, CallEventKind.CallTransferAccepted, CallEventKind.CallTransferFailed);
            (await _cluster.RosterAsync(leg)).ShouldNotBeEmpty();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SiloLost_WithUndeliveredEvents_AllAreDeliveredInOrder(bool isKilled)
    {
        _cluster.IsHeld = true;
        var legs = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => _cluster.ConnectAsync(FaultyCluster.Person($"a{i}"), FaultyCluster.Person($"b{i}"))));

        await LoseAsync(1, isKilled);
        _cluster.IsHeld = false;

        foreach (var leg in legs)
            await _cluster.ExpectOnceAsync(leg, null, CallEventKind.CallConnected);
        _cluster.Callbacks.CheckStreams();
    }

    [Fact]
    public async Task TwoSilosLost_OneAfterTheOther_CallsGoOn()
    {
        var (ann, bob, eve) = (FaultyCluster.Person("ann"), FaultyCluster.Person("bob"), FaultyCluster.Person("eve"));
        var leg = await _cluster.ConnectAsync(ann, bob);

        await _cluster.Rig.KillAsync(2);
        await _cluster.Rig.AddAsync();
        await _cluster.Rig.KillAsync(1);
        _ = await _cluster.InsistAsync<AcceptedReply>(leg.Call, new AddParticipant(leg.Leg, eve) { Repeat = FaultyCluster.NewRepeat() });

        await _cluster.RosterBecomesAsync(leg, ann, bob, eve);
        await _cluster.ExpectOnceAsync(leg, eve, CallEventKind.AddParticipantSucceeded);
    }

    private Task LoseAsync(int index, bool isKilled) => isKilled ? _cluster.Rig.KillAsync(index) : _cluster.Rig.StopAsync(index);
}
