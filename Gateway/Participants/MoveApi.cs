using System.Collections.Immutable;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Gateway.Answers;
using CallGrains.Gateway.Errors;
using CallGrains.Gateway.Operations;
using CallGrains.Gateway.Requests;
using CallGrains.Gateway.Wire;

namespace CallGrains.Gateway.Participants;

/// <summary>Move participants from another call into this one.</summary>
internal static class MoveApi
{
    private const string FromCall = "fromCall";

    /// <summary>Maps the operation.</summary>
    public static void MapMove(this IEndpointRouteBuilder routes) =>
        routes.MapOperations($"/calling/callConnections/{OperationRoutes.ConnectionId}")
            .MapPost("/participants:moveHere", MoveHere)
            .WithName("CallConnection_MoveParticipants");

    private static async Task<AcceptedAnswer<MoveParticipantsResponse>> MoveHere(
        Leg leg, Body<MoveParticipantsRequest> body, Repeat repeat, CallOperations calls, CallbackUris callbackUris)
    {
        var request = body.Value;
        var people = IdentifierReader.ReadDistinct(request.TargetParticipants, "targetParticipants", calls.Engine.Rules.MaxParticipants);
        var fromCall = Check.Text(request.FromCall, FromCall, RequestLimits.MaxOpaqueId);
        var context = Check.OperationContext(request.OperationContext);
        var uri = callbackUris.OfOperation(request.OperationCallbackUri);

        // The target decides, and first of all whether it was asked before: what the source says is only passed on.
        var source = await SeeSourceAsync(calls, leg, fromCall, people);
        var command = new MoveParticipants(leg.Number, source.Call, fromCall, people)
        {
            SourceRefusal = source.Refusal,
            Seen = source.Seen,
            OperationContext = context,
            OperationCallbackUri = uri,
            Repeat = repeat.Value,
        };
        var reply = await calls.ExecuteAsync<AcceptedReply>(leg, command);
        var moved = reply.Participants.Select(CallParticipant.From).ToArray();
        return new(new MoveParticipantsResponse(moved, reply.OperationContext, reply.FromCall ?? fromCall));
    }

    private static async Task<SourceSeen> SeeSourceAsync(
        CallOperations calls, Leg target, string fromCall, ImmutableArray<CommunicationIdentifier> people)
    {
        if (!calls.Engine.Ids.TryReadConnection(fromCall, out var source))
            return new(default, new(StatusCodes.Status404NotFound, ErrorCodes.NotFound, "Call not found.", FromCall), []);
        if (source.Call == target.Call)
            return new(source.Call, new(StatusCodes.Status400BadRequest, ErrorCodes.InvalidArgument, "The connection belongs to the call itself.", FromCall), []);

        switch (await calls.AskAsync(source.Call, new GetCall(source.Leg)))
        {
            case Refusal refusal:
                return new(source.Call, refusal with { Target = FromCall }, []);
            case ConnectionReply { State: ConnectionState.Connecting or ConnectionState.Unknown }:
                return new(source.Call, NotConnected(), []);
            case ConnectionReply { State: ConnectionState.Disconnected }:
                return new(source.Call, new(StatusCodes.Status404NotFound, ErrorCodes.NotFound, "Call not found.", FromCall), []);
            default:
                break;
        }

        var roster = await calls.AskAsync(source.Call, new GetParticipants(source.Leg)) as RosterReply;
        var seen = people.Select(person =>
            roster?.Participants.FirstOrDefault(one => one.Identifier == person) ?? new ParticipantView(person, IsMuted: false, IsOnHold: false));
        return new(source.Call, null, [.. seen]);
    }

    private static Refusal NotConnected() =>
        new(StatusCodes.Status400BadRequest, ErrorCodes.NotEstablished, "The call the participants are in is not established.", FromCall);

    private sealed record SourceSeen(CallKey Call, Refusal? Refusal, ImmutableArray<ParticipantView> Seen);
}
