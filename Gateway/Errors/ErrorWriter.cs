using CallGrains.Gateway.Wire;

namespace CallGrains.Gateway.Errors;

/// <summary>Writes refusals to the response, all in the one shape of the contract.</summary>
internal static class ErrorWriter
{
    /// <summary>Writes a refusal; the response must not have begun.</summary>
    public static Task WriteAsync(HttpContext http, RequestRefusedException refusal)
    {
        var headers = http.Response.Headers;
        if (refusal.RetryAfter is { } wait)
            headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString();
        if (refusal.Allow is { } allow)
            headers.Allow = allow;

        return WriteAsync(http, refusal.Status, new(refusal.Code, refusal.Message, refusal.Target));
    }

    /// <summary>Writes an error with a status; the response must not have begun.</summary>
    public static Task WriteAsync(HttpContext http, int status, ErrorDetail error)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(new(error), WireOutput.Json.ErrorResponse, contentType: null, http.RequestAborted);
    }
}
