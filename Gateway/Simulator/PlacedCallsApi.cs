using CallGrains.Calls.Commands;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Gateway.Errors;
using CallGrains.Gateway.Operations;
using CallGrains.Gateway.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallGrains.Gateway.Simulator;

/// <summary>Calls that the far side begins.</summary>
internal static class PlacedCallsApi
{
    /// <summary>Maps the operations.</summary>
    public static void MapPlacedCalls(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/incomingCalls", PlaceIncoming).WithName("Simulator_PlaceIncomingCall");
        routes.MapPost("/calls", Start).WithName("Simulator_StartCall");
    }

    private static async Task<Created<PlacedCallResponse>> PlaceIncoming(
        Body<IncomingCallRequest> body, Repeat repeat, CallOperations calls, IIdSource ids)
    {
        var request = body.Value;
        var from = IdentifierReader.Read(request.From, "from");
        var to = IdentifierReader.Read(request.To, "to");
        if (from == to)
            throw RequestRefusedException.Invalid("to", "The called is the caller.");

        var command = new PlaceIncomingCall(from, to)
        {
            CallerDisplayName = Check.DisplayName(request.CallerDisplayName, "callerDisplayName"),
            CustomContext = CustomContextReader.Read(request.CustomContext, "customContext"),
            Repeat = repeat.Value,
        };
        return await PlaceAsync(calls, KeyOf(repeat, calls, ids), command, "to");
    }

    private static async Task<Created<PlacedCallResponse>> Start(
        Body<StartCallRequest> body, Repeat repeat, CallOperations calls, IIdSource ids, CancellationToken cancellationToken)
    {
        var request = body.Value;
        var people = IdentifierReader.ReadDistinct(request.Participants, "participants", calls.Engine.Rules.MaxParticipants);
        if (request.GroupCallId is not null && request.RoomId is not null)
            throw RequestRefusedException.Invalid("roomId", "At most one of groupCallId and roomId may be given.");

        var call = KeyOf(repeat, calls, ids);
        var (locator, field) = ReadLocator(request);
        if (locator is not null && await calls.Engine.ClaimGroupCallAsync(locator, call, cancellationToken) != call)
            throw Acted.Conflict(field, "A call of this group or room is going on.");

        return await PlaceAsync(calls, call, new StartCall(people, locator) { Repeat = repeat.Value }, "participants");
    }

    // A request that comes again must meet the same call, on whatever node it lands, also when the group has another one by now.
    private static CallKey KeyOf(Repeat repeat, CallOperations calls, IIdSource ids) =>
        repeat.Value is { } repeated ? calls.Engine.Ids.KeyOf(repeated.RequestId) : calls.Engine.Ids.KeyOfRandom(ids.Next());

    private static (GroupLocator? Locator, string Field) ReadLocator(StartCallRequest request) => request switch
    {
        { GroupCallId: { } id } => (new(GroupLocatorKind.GroupCall, Check.Text(id, "groupCallId", RequestLimits.MaxOpaqueId)), "groupCallId"),
        { RoomId: { } id } => (new(GroupLocatorKind.Room, Check.Text(id, "roomId", RequestLimits.MaxOpaqueId)), "roomId"),
        _ => (null, ""),
    };

    private static async Task<Created<PlacedCallResponse>> PlaceAsync(CallOperations calls, CallKey call, CallCommand command, string target)
    {
        var reply = await calls.ExecuteAsync<PlacedReply>(call, command, target);
        return TypedResults.Created((string?)null, new PlacedCallResponse(reply.ServerCallId, reply.CorrelationId ?? calls.Engine.Ids.Correlation(call)));
    }
}
