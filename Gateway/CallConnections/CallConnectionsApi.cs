using CallGrains.Calls.Commands;
using CallGrains.Calls.Hosting;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Gateway.Answers;
using CallGrains.Gateway.Errors;
using CallGrains.Gateway.Operations;
using CallGrains.Gateway.Requests;
using CallGrains.Gateway.Wire;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallGrains.Gateway.CallConnections;

/// <summary>Create, connect, read, hang up, terminate and transfer.</summary>
internal static class CallConnectionsApi
{
    /// <summary>Maps the operations.</summary>
    public static void MapCallConnections(this IEndpointRouteBuilder routes)
    {
        var calls = routes.MapOperations("/calling");
        calls.MapPost("/callConnections", CreateCall).WithName("CreateCall");
        calls.MapPost("/callConnections:connect", Connect).WithName("Connect");
        calls.MapGet($"/callConnections/{OperationRoutes.ConnectionId}", GetCall).WithName("CallConnection_GetCall");
        calls.MapDelete($"/callConnections/{OperationRoutes.ConnectionId}", HangUp).WithName("CallConnection_HangupCall");
        calls.MapPost($"/callConnections/{OperationRoutes.ConnectionId}:terminate", Terminate).WithName("CallConnection_TerminateCall");
        calls.MapPost($"/callConnections/{OperationRoutes.ConnectionId}:transferToParticipant", Transfer)
            .WithName("CallConnection_TransferToParticipant");
    }

    private static async Task<CreatedAnswer<CallConnectionProperties>> CreateCall(
        Body<CreateCallRequest> body, Repeat repeat, CallOperations calls, CallbackUris callbackUris, IIdSource ids)
    {
        var request = body.Value;
        MediaOptionsCheck.Options(request.CallIntelligenceOptions, request.MediaStreamingOptions, request.TranscriptionOptions);
        var targets = IdentifierReader.ReadDistinct(request.Targets, "targets", calls.Engine.Rules.MaxParticipants);
        var source = IdentifierReader.ReadUser(request.Source, "source");
        var app = IdentifierReader.ReadTeamsApp(request.TeamsAppSource, "teamsAppSource");
        if (source is not null && app is not null)
            throw RequestRefusedException.Invalid("teamsAppSource", "Only one of source and teamsAppSource may be given.");

        var command = new CreateCall(targets, callbackUris.Required(request.CallbackUri))
        {
            Source = source ?? app,
            SourceCallerIdNumber = CallerId.Read(request.SourceCallerIdNumber, targets),
            SourceDisplayName = Check.DisplayName(request.SourceDisplayName),
            OperationContext = Check.OperationContext(request.OperationContext),
            Repeat = repeat.Value,
        };

        // A create that is sent again must meet the same call, on whatever node it lands.
        var key = repeat.Value is { } repeated ? calls.Engine.Ids.KeyOf(repeated.RequestId) : calls.Engine.Ids.KeyOfRandom(ids.Next());
        var reply = await calls.ExecuteAsync<ConnectionReply>(key, command, "targets");
        return new(CallConnectionProperties.From(reply));
    }

    private static async Task<OkAnswer<CallConnectionProperties>> Connect(
        Body<ConnectRequest> body, Repeat repeat, CallOperations calls, CallbackUris callbackUris, CancellationToken cancellationToken)
    {
        var request = body.Value;
        MediaOptionsCheck.Options(request.CallIntelligenceOptions, request.MediaStreamingOptions, request.TranscriptionOptions);
        var locator = CallLocatorReader.Read(request.CallLocator, "callLocator");
        var command = new ConnectCall(callbackUris.Required(request.CallbackUri))
        {
            OperationContext = Check.OperationContext(request.OperationContext),
            Repeat = repeat.Value,
        };
        var call = await FindAsync(locator, command, calls.Engine, cancellationToken) ?? throw RequestRefusedException.CallNotFound(locator.Field);
        var reply = await calls.ExecuteAsync<ConnectionReply>(call, command, locator.Field);
        return new(CallConnectionProperties.From(reply));
    }

    /// <summary>The call that is named now; for a request that comes again, the one that executed it, if the group or room had that before.</summary>
    private static async ValueTask<CallKey?> FindAsync(LocatedCall locator, ConnectCall command, ICallEngine engine, CancellationToken cancellationToken)
    {
        var current = await locator.FindAsync(engine, cancellationToken);
        if (command.Repeat is null)
            return current;

        foreach (var earlier in await locator.ListEarlierAsync(engine, cancellationToken))
        {
            if (earlier != current && await KnowsAsync(earlier, locator, command, engine, cancellationToken))
                return earlier;
        }

        return current;
    }

    /// <summary>Whether a call remembers a request, be it as another one of the same id.</summary>
    /// <exception cref="RequestRefusedException">It could not be asked now: it may have executed the request.</exception>
    private static async ValueTask<bool> KnowsAsync(
        CallKey call, LocatedCall locator, ConnectCall command, ICallEngine engine, CancellationToken cancellationToken)
    {
        // Whatever comes with the id is answered as the first was. Where the id is not known, there is no ringing 0 to be answered:
        // nothing is executed, in what state ever the call is.
        var question = new AnswerCall(Ring: 0, command.CallbackUri) { Repeat = command.Repeat };
        return await engine.ExecuteAsync(call, question, cancellationToken) switch
        {
            // A call that remembers as much as it can says so itself, by its name; one that has no time to answer is answered for.
            Refusal { Status: 404 } or Refusal { Status: 429, CorrelationId: not null } => false,
            Refusal over when over.Code == Refusals.ContextUsed.Code => false,
            Refusal { Status: 429 or >= 500 } passing => throw RequestRefusedException.From(passing, locator.Field),
            _ => true,
        };
    }

    private static async Task<OkAnswer<CallConnectionProperties>> GetCall(Leg leg, CallOperations calls)
    {
        var reply = await calls.ExecuteAsync<ConnectionReply>(leg, new GetCall(leg.Number));
        return new(CallConnectionProperties.From(reply));
    }

    private static async Task<NoContent> HangUp(Leg leg, CallOperations calls)
    {
        _ = await calls.ExecuteAsync<CallReply>(leg, new HangUp(leg.Number));
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Terminate(Leg leg, Repeat repeat, CallOperations calls)
    {
        _ = await calls.ExecuteAsync<CallReply>(leg, new Terminate(leg.Number) { Repeat = repeat.Value });
        return TypedResults.NoContent();
    }

    private static async Task<AcceptedAnswer<OperationAccepted>> Transfer(
        Leg leg, Body<TransferToParticipantRequest> body, Repeat repeat, CallOperations calls, CallbackUris callbackUris)
    {
        var request = body.Value;
        var target = IdentifierReader.Read(request.TargetParticipant, "targetParticipant");
        var transferee = IdentifierReader.ReadOptional(request.Transferee, "transferee");
        if (transferee == target)
            throw RequestRefusedException.Invalid("transferee", "The transferee is the target of the transfer.");

        var command = new TransferToParticipant(leg.Number, target)
        {
            Transferee = transferee,
            SourceCallerIdNumber = IdentifierReader.ReadPhone(request.SourceCallerIdNumber, "sourceCallerIdNumber"),
            CustomContext = CustomContextReader.Read(request.CustomCallingContext),
            OperationContext = Check.OperationContext(request.OperationContext),
            OperationCallbackUri = callbackUris.OfOperation(request.OperationCallbackUri),
            Repeat = repeat.Value,
        };
        var reply = await calls.ExecuteAsync<AcceptedReply>(leg, command);
        return new(new OperationAccepted(reply.OperationContext));
    }
}
