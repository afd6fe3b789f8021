using System.Diagnostics;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Hosting;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Gateway.Errors;

namespace CallGrains.Gateway.Operations;

/// <summary>A handler's parameter: gives commands to calls and turns their answers into what HTTP needs: headers, refusals, logs.</summary>
internal sealed partial class CallOperations
{
    /// <summary>The header of the correlation id.</summary>
    public const string ChainIdHeader = "X-Microsoft-Skype-Chain-ID";

    private readonly HttpContext _http;
    private readonly ILogger<CallOperations> _logger;

    private CallOperations(HttpContext http)
    {
        _http = http;
        _logger = http.RequestServices.GetRequiredService<ILogger<CallOperations>>();
        Engine = http.RequestServices.GetRequiredService<ICallEngine>();
    }

    /// <summary>The engine.</summary>
    public ICallEngine Engine { get; }

    /// <summary>Called by the framework for each request.</summary>
    public static ValueTask<CallOperations?> BindAsync(HttpContext http) => new(new CallOperations(http));

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
        var headers = _http.Response.Headers;
        if (reply is Refusal refusal)
        {
            if (refusal.CorrelationId is { } known)
                headers[ChainIdHeader] = known.ToString();

            throw RequestRefusedException.From(refusal, target);
        }

        headers[ChainIdHeader] = (reply.CorrelationId ?? Engine.Ids.Correlation(call)).ToString();
        if (command.Repeat is not null)
            headers[Repeat.ResultHeader] = "accepted";

        return reply as TReply ?? throw new InvalidOperationException($"{command.GetType().Name} was answered with {reply.GetType().Name}.");
    }

    /// <summary>Gives a command to a call whose refusal is not the end of the request.</summary>
    public async Task<CallReply> AskAsync(CallKey call, CallCommand command)
    {
        if (TraceParent(_http) is { } traceParent)
            command = command with { TraceParent = traceParent };
        var reply = await Engine.ExecuteAsync(call, command, _http.RequestAborted);
        Log(call, command, reply);
        return reply;
    }

    private void Log(CallKey call, CallCommand command, CallReply reply)
    {
        var level = reply is Refusal ? LogLevel.Information : LogLevel.Debug;
        if (!_logger.IsEnabled(level))
            return;

        var correlation = Engine.Ids.Correlation(call);
        var leg = command is LegCommand { Leg: var number } ? Engine.Ids.Connection(new(call, number)) : (Guid?)null;
        if (reply is Refusal refusal)
            LogRefused(command.GetType().Name, refusal.Status, refusal.Code, leg, correlation);
        else
            LogAccepted(command.GetType().Name, leg, correlation);
    }

    // The span of this request where somebody records it, else what the client sent: the callback belongs below the nearest of them.
    private static string? TraceParent(HttpContext http) =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C, IsAllDataRequested: true, Id: { } own } ? own
        : http.Request.Headers.TraceParent.ToString() is { Length: > 0 and <= 128 } given && ActivityContext.TryParse(given, traceState: null, out _)
            ? given
            : null;
}
