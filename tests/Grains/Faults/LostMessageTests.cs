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

namespace CallGrains.Grains.Tests.Faults;

/// <summary>A call says again what was lost, although nothing else happens to it and no reminder ticks.</summary>
public sealed class LostMessageTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);
    private static readonly CommunicationIdentifier Ann = CommunicationIdentifier.Parse("8:acs:lost_ann");
    private static readonly CommunicationIdentifier Bob = CommunicationIdentifier.Parse("8:acs:lost_bob");
    private static readonly CommunicationIdentifier Eve = CommunicationIdentifier.Parse("8:acs:lost_eve");

    private readonly CallbackRecorder _callbacks = new();
    private VirtualCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await VirtualCluster.StartAsync(_callbacks, new());

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData(nameof(IEndpointGrain.NoticeAsync))]
    [InlineData(nameof(ICallGrain.SignalAsync))]
    [InlineData(nameof(IEventPublisherGrain.DeliverAsync), nameof(ICallGrain.SignalAsync))]
    public async Task Created_MessagesLost_AreSaidAgainSoon(params string[] lost)
    {
        _cluster.Messages.Loses = lost.Contains;
        var leg = await ConnectAsync(Ann, Bob);
        await _cluster.RestAsync();
        _callbacks.Of(leg).ShouldBeEmpty();

        _cluster.Messages.Loses = null;
        await _cluster.Clock.AdvanceAsync(Soon);

        _callbacks.Of(leg).ShouldContain(static one => one.Kind == CallEventKind.CallConnected);
    }

    [Fact]
    public async Task Moved_RequestLost_IsSaidAgainSoon()
    {
        var (from, to) = (await ConnectAsync(Ann, Bob), await ConnectAsync(Eve));
        await _cluster.RestAsync();

        // All that was owed for the calls themselves is done, and so are its alarms.
        await _cluster.Clock.AdvanceAsync(TimeSpan.FromMinutes(1));
        _cluster.Messages.Loses = static method => method == nameof(ICallGrain.TellAsync);
        (await _cluster.Rig.Engine.ExecuteAsync(to.Call, new MoveParticipants(to.Leg, from.Call, "from", [Ann]))).ShouldBeOfType<AcceptedReply>();
        await _cluster.RestAsync();

        _cluster.Messages.Loses = null;
        await _cluster.Clock.AdvanceAsync(Soon);

        _callbacks.Of(to).ShouldContain(static one => one.Kind == CallEventKind.MoveParticipantSucceeded);
    }

    private async Task<ConnectionAddress> ConnectAsync(params CommunicationIdentifier[] people)
    {
        var engine = _cluster.Rig.Engine;
        var reply = (await engine.ExecuteAsync(_cluster.Rig.NewKey(), new CreateCall([.. people], "https://app.example/callbacks")))
            .ShouldBeOfType<ConnectionReply>();
        engine.Ids.TryReadConnection(reply.ConnectionId.ToString("D"), out var leg).ShouldBeTrue();
        return leg;
    }
}
