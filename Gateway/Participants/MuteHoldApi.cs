using CallGrains.Calls.Commands;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Replies;
using CallGrains.Gateway.Answers;
using CallGrains.Gateway.Errors;
using CallGrains.Gateway.Operations;
using CallGrains.Gateway.Requests;
using CallGrains.Gateway.Wire;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallGrains.Gateway.Participants;

/// <summary>Mute, hold and unhold: state of the roster, no media.</summary>
internal static class MuteHoldApi
{
    /// <summary>Maps the operations.</summary>
    public static void MapMuteAndHold(this IEndpointRouteBuilder routes)
    {
        var calls = routes.MapOperations("/calling");
        calls.MapPost($"/callConnections/{OperationRoutes.ConnectionId}/participants:mute", Mute).WithName("CallConnection_Mute");
        calls.MapPost($"/callConnections/{OperationRoutes.ConnectionId}:hold", Hold).WithName("CallMedia_Hold");
        calls.MapPost($"/callConnections/{OperationRoutes.ConnectionId}:unhold", Unhold).WithName("CallMedia_Unhold");
    }

    private static async Task<OkAnswer<OperationAccepted>> Mute(Leg leg, Body<MuteParticipantsRequest> body, Repeat repeat, CallOperations calls)
    {
        var people = IdentifierReader.ReadDistinct(body.Value.TargetParticipants, "targetParticipants", calls.Engine.Rules.MaxParticipants);
        for (var i = 0; i < people.Length; i++)
        {
            if (people[i].Kind is not (IdentifierKind.CommunicationUser or IdentifierKind.TeamsExtensionUser))
                throw RequestRefusedException.Invalid($"targetParticipants[{i}]", "Only communication users can be muted.");
        }

        var command = new MuteParticipants(leg.Number, people)
        {
            OperationContext = Check.OperationContext(body.Value.OperationContext),
            Repeat = repeat.Value,
        };
        var reply = await calls.ExecuteAsync<AcceptedReply>(leg, command);
        return new(new OperationAccepted(reply.OperationContext));
    }

    private static async Task<Ok> Hold(Leg leg, Body<HoldRequest> body, CallOperations calls, CallbackUris callbackUris)
    {
        var command = new HoldParticipant(leg.Number, IdentifierReader.Read(body.Value.TargetParticipant, "targetParticipant"))
        {
            PromptIsPlayable = MediaOptionsCheck.Prompt(body.Value.PlaySourceInfo, "playSourceInfo"),
            OperationContext = Check.OperationContext(body.Value.OperationContext),
            OperationCallbackUri = callbackUris.OfOperation(body.Value.OperationCallbackUri),
        };
        _ = await calls.ExecuteAsync<CallReply>(leg, command);
        return TypedResults.Ok();
    }

    private static async Task<Ok> Unhold(Leg leg, Body<UnholdRequest> body, CallOperations calls, CallbackUris callbackUris)
    {
        var command = new UnholdParticipant(leg.Number, IdentifierReader.Read(body.Value.TargetParticipant, "targetParticipant"))
        {
            OperationContext = Check.OperationContext(body.Value.OperationContext),
            OperationCallbackUri = callbackUris.OfOperation(body.Value.OperationCallbackUri),
        };
        _ = await calls.ExecuteAsync<CallReply>(leg, command);
        return TypedResults.Ok();
    }
}
