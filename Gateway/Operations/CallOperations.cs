using System.Diagnostics;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Hosting;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Gateway.Errors;

namespace CallGrains.Gateway.Operations;

/// <summary>Gives commands to calls and turns their answers into what HTTP needs: headers, refusals, log scopes.</summary>
/// <param name="engine">The engine.</param>
/// <param name="http">The request at hand.</param>
/// <param name="logger">Where each operation is told.</param>
internal sealed partial class CallOperations(ICallEngine engine, IHttpContextAccessor http, ILogger<CallOperations> logger)
{
    /// <summary>The header of the correlation id.</summary>
    public const string ChainIdHeader = "X-Microsoft-Skype-Chain-ID";

    /// <summary>The engine.</summary>
    public ICallEngine Engine => engine;

    private HttpContext Context => http.HttpContext ?? throw new InvalidOperationException("There is no request.");

    /// <summary>Gives a command to the call of a leg.</summary>
    /// <typeparam name="TReply">What the call answers when it does not refuse.</typeparam>
    /// <exception cref="RequestRefusedException">The call refused.</exception>
    public Task<TReply> ExecuteAsync<TReply>(Leg leg, CallCommand command)
        where TReply : CallReply => ExecuteAsync<TReply>(leg.Call, command, Leg.RouteValue);

    /// <summary>Gives a command to a call.</summary>
    /// <typeparam name="TReply">What the call answers when it does not refuse.</typeparam>
    /// <param name="call">The call.</param>
    /// <param name="command">The command.</param>
    /// <param name="target">The field that names the call, for refusals that name none.</param>
    /// <exception cref="RequestRefusedException">The call refused.</exception>
    public async Task<TReply> ExecuteAsync<TReply>(CallKey call, CallCommand command, string target)
        where TReply : CallReply
    {
        var reply = await AskAsync(call, command);
        var headers = Context.Response.Headers;
        if (reply is Refusal refusal)
        {
            if (refusal.CorrelationId is { } known)
                headers[ChainIdHeader] = known.ToString();

            throw RequestRefusedException.From(refusal, target);
        }

        headers[ChainIdHeader] = (reply.CorrelationId ?? engine.Ids.Correlation(call)).ToString();
        if (command.Repeat is not null)
            headers[Repeat.ResultHeader] = "accepted";

        return reply as TReply ?? throw new InvalidOperationException($"{command.GetType().Name} was answered with {reply.GetType().Name}.");
    }

    /// <summary>Gives a command to a call whose refusal is not the end of the request.</summary>
    public async Task<CallReply> AskAsync(CallKey call, CallCommand command)
    {
        var operation = command.GetType().Name;
        var correlation = engine.Ids.Correlation(call);
        var leg = command is LegCommand { Leg: var number } ? engine.Ids.Connection(new(call, number)) : (Guid?)null;
        using var scope = BeginOperation(logger, leg, correlation);

        var reply = await engine.ExecuteAsync(call, command with { TraceParent = TraceParent(Context) }, Context.RequestAborted);
        if (reply is Refusal refusal)
        {
            LogRefused(operation, refusal.Status, refusal.Code);
            return refusal;
        }

        LogAccepted(operation);
        return reply;
    }

    private static string? TraceParent(HttpContext http) =>
        http.Request.Headers.TraceParent.ToString() is { Length: > 0 and <= 128 } given && ActivityContext.TryParse(given, traceState: null, out _)
            ? given
            : null;
}
