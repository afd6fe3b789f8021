using CallGrains.Calls.Commands;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Gateway.Answers;
using CallGrains.Gateway.Errors;
using CallGrains.Gateway.Operations;
using CallGrains.Gateway.Requests;
using CallGrains.Gateway.Wire;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallGrains.Gateway.IncomingCalls;

/// <summary>Answer, reject and redirect a ringing call by its <c>incomingCallContext</c>.</summary>
internal static class IncomingCallsApi
{
    private const string Context = "incomingCallContext";

    /// <summary>Maps the operations.</summary>
    public static void MapIncomingCalls(this IEndpointRouteBuilder routes)
    {
        var calls = routes.MapOperations("/calling");
        calls.MapPost("/callConnections:answer", Answer).WithName("AnswerCall");
        calls.MapPost("/callConnections:reject", Reject).WithName("RejectCall");
        calls.MapPost("/callConnections:redirect", Redirect).WithName("RedirectCall");
    }

    private static async Task<OkAnswer<CallConnectionProperties>> Answer(
        Body<AnswerCallRequest> body, Repeat repeat, CallOperations calls, CallbackUris callbackUris)
    {
        var request = body.Value;
        MediaOptionsCheck.Options(request.CallIntelligenceOptions, request.MediaStreamingOptions, request.TranscriptionOptions);
        var ring = ReadContext(request.IncomingCallContext, calls);
        var command = new AnswerCall(ring.Ring, callbackUris.Required(request.CallbackUri))
        {
            AnsweredBy = IdentifierReader.ReadUser(request.AnsweredBy, "answeredBy"),
            OperationContext = Check.OperationContext(request.OperationContext),
            Repeat = repeat.Value,
        };
        var reply = await calls.ExecuteAsync<ConnectionReply>(ring.Call, command, Context);
        return new(CallConnectionProperties.From(reply));
    }

    private static async Task<NoContent> Reject(Body<RejectCallRequest> body, Repeat repeat, CallOperations calls)
    {
        var ring = ReadContext(body.Value.IncomingCallContext, calls);
        var reason = Check.Word(body.Value.CallRejectReason, "callRejectReason", "none", "busy", "forbidden") switch
        {
            "busy" => RejectReason.Busy,
            "forbidden" => RejectReason.Forbidden,
            _ => RejectReason.None,
        };
        _ = await calls.ExecuteAsync<CallReply>(ring.Call, new RejectCall(ring.Ring, reason) { Repeat = repeat.Value }, Context);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Redirect(Body<RedirectCallRequest> body, Repeat repeat, CallOperations calls)
    {
        var ring = ReadContext(body.Value.IncomingCallContext, calls);
        var target = IdentifierReader.Read(body.Value.Target, "target");
        _ = await calls.ExecuteAsync<CallReply>(ring.Call, new RedirectCall(ring.Ring, target) { Repeat = repeat.Value }, Context);
        return TypedResults.NoContent();
    }

    private static RingAddress ReadContext(string? context, CallOperations calls) =>
        calls.Engine.Ids.TryReadIncomingContext(Check.Text(context, Context, RequestLimits.MaxOpaqueId), out var ring)
            ? ring
            : throw RequestRefusedException.Invalid(Context, "The context is not one that was issued here.");
}
