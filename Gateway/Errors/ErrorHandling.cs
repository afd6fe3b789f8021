using CallGrains.Calls.Replies;

namespace CallGrains.Gateway.Errors;

/// <summary>The outermost step of the pipeline: whatever goes wrong inside leaves as an error of the contract.</summary>
/// <param name="next">The rest of the pipeline.</param>
/// <param name="logger">Where own faults are told.</param>
internal sealed partial class ErrorHandling(RequestDelegate next, ILogger<ErrorHandling> logger)
{
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (RequestRefusedException refusal) when (!http.Response.HasStarted)
        {
            await ErrorWriter.WriteAsync(http, refusal);
        }
        catch (BadHttpRequestException fault) when (!http.Response.HasStarted)
        {
            // The web server's own judgement of a request it could not read: its status, our shape.
            await ErrorWriter.WriteAsync(http, fault.StatusCode, new(ErrorCodes.InvalidArgument, fault.Message, "request"));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            http.Response.StatusCode = ClientClosedRequest;
        }
        catch (IOException fault) when (!http.Response.HasStarted)
        {
            // The store behind a port failed: nothing was promised, and it may well work again.
            LogFault(fault, http.Request.Method, http.Request.Path, http.TraceIdentifier);
            http.Response.Clear();
            await ErrorWriter.WriteAsync(http, RequestRefusedException.From(Refusals.StoreUnavailable, "request"));
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            LogFault(fault, http.Request.Method, http.Request.Path, http.TraceIdentifier);
            http.Response.Clear();
            var message = $"Internal error; it is logged under {http.TraceIdentifier}.";
            await ErrorWriter.WriteAsync(http, StatusCodes.Status500InternalServerError, new(ErrorCodes.Internal, message, Target: null));
        }
    }
}
