using System.Security.Claims;
using System.Text.Encodings.Web;
using CallGrains.Gateway.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace CallGrains.Gateway.Auth;

/// <summary>Lets requests in by signature or Bearer token (AUTH sections 1 and 2).</summary>
internal sealed class AccessHandler(
    HmacVerifier hmac,
    BearerVerifier bearer,
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The name of this scheme; it stands for both ways in.</summary>
    public const string SchemeName = "CallGrains";

    private AccessFault? _fault;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var (identity, fault) = await VerifyAsync();
        _fault = fault;
        return identity is null
            ? AuthenticateResult.Fail(fault?.Message ?? "Not let in.")
            : AuthenticateResult.Success(new(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = new[] { HmacSignature.Scheme, BearerVerifier.Scheme };
        var fault = _fault ?? new(ErrorCodes.InvalidToken, "Not let in.", "Authorization");
        return ErrorWriter.WriteAsync(Context, StatusCodes.Status401Unauthorized, new(fault.Code, fault.Message, fault.Target));
    }

    private async Task<(ClaimsIdentity? Identity, AccessFault? Fault)> VerifyAsync()
    {
        var given = Request.Headers.Authorization;
        if (given.Count != 1 || given[0] is not { Length: > 0 } header)
            return (null, new(ErrorCodes.InvalidToken, "An Authorization header is required, HMAC-SHA256 or Bearer.", "Authorization"));

        var cut = header.IndexOf(' ', StringComparison.Ordinal);
        var (scheme, parameters) = cut < 0 ? (header, "") : (header[..cut], header[(cut + 1)..].Trim());
        if (scheme.Equals(HmacSignature.Scheme, StringComparison.OrdinalIgnoreCase))
        {
            var fault = hmac.Verify(Context, parameters);
            return fault is null ? (new ClaimsIdentity(HmacSignature.Scheme), null) : (null, fault);
        }

        return scheme.Equals(BearerVerifier.Scheme, StringComparison.OrdinalIgnoreCase)
            ? await bearer.VerifyAsync(parameters)
            : (null, new(ErrorCodes.InvalidToken, "The Authorization scheme is neither HMAC-SHA256 nor Bearer.", "Authorization"));
    }
}
