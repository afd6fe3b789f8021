using CallGrains.Gateway.Errors;
using Microsoft.AspNetCore.Authorization;

namespace CallGrains.Gateway.Auth;

/// <summary>Lets requests in by signature or Bearer token (AUTH sections 1 and 2), unless their endpoint is open to everybody.</summary>
/// <remarks>
/// No authentication scheme of the framework: nobody here asks who somebody is, only whether, and a handler, ticket, principal
/// and policy for each request cost as much as everything else the gateway does for a read.
/// </remarks>
/// <param name="next">The rest of the pipeline.</param>
/// <param name="hmac">Verifies signatures.</param>
/// <param name="bearer">Verifies tokens.</param>
internal sealed class AccessCheck(RequestDelegate next, HmacVerifier hmac, BearerVerifier bearer)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return next(http);

        var given = http.Request.Headers.Authorization;
        if (given.Count != 1 || given[0] is not { Length: > 0 } header)
            return RefuseAsync(http, Fault("An Authorization header is required, HMAC-SHA256 or Bearer."));

        var cut = header.IndexOf(' ', StringComparison.Ordinal);
        var scheme = cut < 0 ? header : header.AsSpan(0, cut);
        var parameters = cut < 0 ? default : header.AsSpan(cut + 1).Trim();
        if (scheme.Equals(HmacSignature.Scheme, StringComparison.OrdinalIgnoreCase))
            return hmac.Verify(http, parameters) is { } fault ? RefuseAsync(http, fault) : next(http);

        return scheme.Equals(BearerVerifier.Scheme, StringComparison.OrdinalIgnoreCase)
            ? VerifyBearerAsync(http, parameters.ToString())
            : RefuseAsync(http, Fault("The Authorization scheme is neither HMAC-SHA256 nor Bearer."));
    }

    private static AccessFault Fault(string message) => new(ErrorCodes.InvalidToken, message, "Authorization");

    private static Task RefuseAsync(HttpContext http, AccessFault fault)
    {
        http.Response.Headers.WWWAuthenticate = new[] { HmacSignature.Scheme, BearerVerifier.Scheme };
        return ErrorWriter.WriteAsync(http, StatusCodes.Status401Unauthorized, new(fault.Code, fault.Message, fault.Target));
    }

    private async Task VerifyBearerAsync(HttpContext http, string token)
    {
        if (await bearer.VerifyAsync(token) is { } fault)
            await RefuseAsync(http, fault);
        else
            await next(http);
    }
}
