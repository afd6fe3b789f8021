namespace CallGrains.Gateway.Hosting;

/// <summary>Gives the client's own id of a request back to it.</summary>
internal static class ClientRequestId
{
    private const string Header = "x-ms-client-request-id";
    private const int MaxLength = 128;

    /// <summary>The step of the pipeline.</summary>
    public static Task EchoAsync(HttpContext http, RequestDelegate next)
    {
        // Only what may stand in a response header; anything else would fail the whole answer.
        if (http.Request.Headers[Header] is [{ Length: > 0 and <= MaxLength } id] && !id.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            http.Response.Headers[Header] = id;

        http.Response.Headers.XContentTypeOptions = "nosniff";
        return next(http);
    }
}
