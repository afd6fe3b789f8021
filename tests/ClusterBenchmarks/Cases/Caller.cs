using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.ClusterBenchmarks.Hosting;

namespace CallGrains.ClusterBenchmarks.Cases;

/// <summary>Gives commands as a gateway does, and insists on success.</summary>
/// <param name="cluster">The cluster.</param>
internal sealed class Caller(BenchCluster cluster)
{
    private const string Callback = "https://app.example/callbacks";

    public static CommunicationIdentifier NewPerson() => CommunicationIdentifier.Parse($"8:acs:bench_{Guid.NewGuid():N}");

    /// <summary>Creates a call and waits until it is connected.</summary>
    public async Task<(ConnectionAddress Leg, Guid Id)> CreateAsync(params CommunicationIdentifier[] people)
    {
        var key = cluster.Engine.Ids.KeyOfRandom(Guid.NewGuid());
        var id = cluster.Engine.Ids.Connection(new(key, 1));
        var connected = cluster.Events.NextAsync(id, CallEventKind.CallConnected);
        var reply = await DoAsync<ConnectionReply>(key, new CreateCall([.. people], Callback));
        await connected;
        return reply.ConnectionId == id && cluster.Engine.Ids.TryReadConnection(id.ToString("D"), out var leg)
            ? (leg, id)
            : throw new InvalidOperationException($"{reply.ConnectionId} is not {id}.");
    }

    public async Task AddAsync((ConnectionAddress Leg, Guid Id) call, CommunicationIdentifier person)
    {
        var added = cluster.Events.NextAsync(call.Id, CallEventKind.AddParticipantSucceeded);
        _ = await DoAsync<AcceptedReply>(call.Leg.Call, new AddParticipant(call.Leg.Leg, person));
        await added;
    }

    public async Task RemoveAsync((ConnectionAddress Leg, Guid Id) call, CommunicationIdentifier person)
    {
        var removed = cluster.Events.NextAsync(call.Id, CallEventKind.RemoveParticipantSucceeded);
        _ = await DoAsync<AcceptedReply>(call.Leg.Call, new RemoveParticipant(call.Leg.Leg, person));
        await removed;
    }

    public async Task MoveAsync((ConnectionAddress Leg, Guid Id) to, (ConnectionAddress Leg, Guid Id) from, CommunicationIdentifier person)
    {
        var moved = cluster.Events.NextAsync(to.Id, CallEventKind.MoveParticipantSucceeded);
        _ = await DoAsync<AcceptedReply>(to.Leg.Call, new MoveParticipants(to.Leg.Leg, from.Leg.Call, from.Id.ToString("D"), [person]));
        await moved;
    }

    public async Task EndAsync((ConnectionAddress Leg, Guid Id) call)
    {
        var ended = cluster.Events.NextAsync(call.Id, CallEventKind.CallDisconnected);
        _ = await DoAsync<CallReply>(call.Leg.Call, new Terminate(call.Leg.Leg));
        await ended;
    }

    public Task<RosterReply> RosterAsync((ConnectionAddress Leg, Guid Id) call) =>
        DoAsync<RosterReply>(call.Leg.Call, new GetParticipants(call.Leg.Leg));

    private async Task<T> DoAsync<T>(CallKey call, CallCommand command)
        where T : CallReply =>
        await cluster.Engine.ExecuteAsync(call, command) switch
        {
            Refusal refusal => throw new InvalidOperationException($"{command.GetType().Name} was refused: {refusal.Status} {refusal.Message}"),
            T reply => reply,
            var other => throw new InvalidOperationException($"{command.GetType().Name} was answered {other}."),
        };
}
