using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Grains.Abstractions.Calls;
using CallGrains.Grains.Abstractions.Endpoints;
using CallGrains.Grains.Abstractions.Events;
using CallGrains.Grains.Tests.Rig;
using CallGrains.Scenarios.Rig;

namespace CallGrains.Grains.Tests.Moves;

/// <summary>What a move asks of the store of a cluster and of other grains, which is what it costs there.</summary>
public sealed class MoveCostTests
{
    private static readonly string[] Counted =
    [
        nameof(ICallGrain.TellAsync), nameof(IEndpointGrain.NoticeAsync), nameof(ICallGrain.SignalAsync), nameof(IEventSubscriptionsGrain.GetVersionAsync),
    ];

    private static readonly CommunicationIdentifier Ann = CommunicationIdentifier.Parse("8:acs:cost_ann");
    private static readonly CommunicationIdentifier Bob = CommunicationIdentifier.Parse("8:acs:cost_bob");
    private static readonly CommunicationIdentifier Eve = CommunicationIdentifier.Parse("8:acs:cost_eve");

    [Fact]
    public async Task Move_NothingLost_IsFiveWritesNoReadAndFourMessages()
    {
        var callbacks = new CallbackRecorder();
        await using var cluster = await VirtualCluster.StartAsync(callbacks, new());
        var (from, to) = (await ConnectAsync(cluster, Ann, Bob), await ConnectAsync(cluster, Eve));
        await cluster.RestAsync();
        var (writes, reads) = (cluster.Storage.Writes, cluster.Storage.Reads);
        var before = Counted.ToDictionary(static method => method, cluster.Calls.Taken);

        (await cluster.Rig.Engine.ExecuteAsync(to.Call, new MoveParticipants(to.Leg, from.Call, "from", [Ann]))).ShouldBeOfType<AcceptedReply>();
        await cluster.RestAsync();

        callbacks.Of(to).Count(static one => one.Kind == CallEventKind.MoveParticipantSucceeded).ShouldBe(1);

        // Request and commit, hold and drop, and where the person now is. An answer that rests on absence would read.
        (cluster.Storage.Writes - writes, cluster.Storage.Reads - reads).ShouldBe((5, 0));

        // The messages of the protocol; where the person now is, and that it is known. Nobody is asked who claims an endpoint.
        Counted.Select(method => cluster.Calls.Taken(method) - before[method]).ShouldBe([4, 1, 1, 0]);
    }

    private static async Task<ConnectionAddress> ConnectAsync(VirtualCluster cluster, params CommunicationIdentifier[] people)
    {
        var engine = cluster.Rig.Engine;
        var reply = (await engine.ExecuteAsync(cluster.Rig.NewKey(), new CreateCall([.. people], "https://app.example/callbacks"))).ShouldBeOfType<ConnectionReply>();
        engine.Ids.TryReadConnection(reply.ConnectionId.ToString("D"), out var leg).ShouldBeTrue();
        return leg;
    }
}
