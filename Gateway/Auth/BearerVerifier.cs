using CallGrains.Gateway.Errors;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace CallGrains.Gateway.Auth;

/// <summary>Verifies Bearer tokens: the engine's own, and those of configured issuers.</summary>
internal sealed class BearerVerifier
{
    /// <summary>The name of the scheme.</summary>
    public const string Scheme = "Bearer";

    private const int MaxTokenLength = 16 * 1024;

    // With the first token: a node that is asked with signatures only starts without the library.
    private readonly Lazy<Trust> _trust;
    private readonly TimeProvider _time;
    private readonly TimeSpan _skew;

    /// <summary>A verifier under the given configuration.</summary>
    /// <param name="keys">The access keys, from which the keys of own tokens are derived.</param>
    /// <param name="bearer">Whom else to trust.</param>
    /// <param name="resourceId">The resource own tokens are for.</param>
    /// <param name="time">System time, whatever clock drives the calls.</param>
    public BearerVerifier(AccessKeyOptions keys, BearerOptions bearer, string resourceId, TimeProvider time)
    {
        _time = time;
        _skew = keys.ClockSkew;
        _trust = new(() => new(Own(keys, resourceId), bearer.IsConfigured ? Foreign(bearer) : null));
    }

    /// <summary>Verifies a token.</summary>
    /// <param name="token">The token in compact form.</param>
    /// <returns>What is wrong, or null when the token is good.</returns>
    public async Task<AccessFault?> VerifyAsync(string token)
    {
        var trust = _trust.Value;
        if (token.Length > MaxTokenLength || !trust.Handler.CanReadToken(token))
            return Fault("The token is not a JSON Web Token.");

        string issuer;
        try
        {
            issuer = trust.Handler.ReadJsonWebToken(token).Issuer;
        }
        catch (Exception fault) when (fault is ArgumentException or SecurityTokenException or System.Text.Json.JsonException)
        {
            return Fault("The token is not a JSON Web Token.");
        }

        var parameters = issuer == UserTokens.Issuer ? trust.Own : trust.Foreign;
        if (parameters is null)
            return Fault("The issuer of the token is not trusted.");

        var result = await trust.Handler.ValidateTokenAsync(token, parameters);
        return result.IsValid ? null : Fault(Describe(result.Exception));
    }

    private static string Describe(Exception fault) => fault switch
    {
        SecurityTokenExpiredException or SecurityTokenInvalidLifetimeException => "The token has expired or is not valid yet.",
        SecurityTokenInvalidIssuerException => "The issuer of the token is not trusted.",
        SecurityTokenInvalidAudienceException => "The token is for another audience.",
        _ => "The signature of the token is not valid.",
    };

    private static AccessFault Fault(string message) => new(ErrorCodes.InvalidToken, message, "Authorization");

    private TokenValidationParameters Own(AccessKeyOptions keys, string resourceId)
    {
        var own = Parameters([UserTokens.Issuer], [resourceId], keys.TokenKeys().Select(key => new SymmetricSecurityKey(key)));
        own.ValidAlgorithms = [SecurityAlgorithms.HmacSha256];
        return own;
    }

    private TokenValidationParameters Foreign(BearerOptions bearer)
    {
        // Asymmetric only: a public key must never serve as the secret of an HMAC.
        var foreign = Parameters(bearer.Issuers, bearer.Audiences, bearer.SecurityKeys());
        foreign.ValidAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
        if (bearer.MetadataAddress is { } address)
            foreign.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(address, new OpenIdConnectConfigurationRetriever());
        return foreign;
    }

    private TokenValidationParameters Parameters(IEnumerable<string> issuers, IEnumerable<string> audiences, IEnumerable<SecurityKey> keys) => new()
    {
        ValidIssuers = issuers,
        ValidAudiences = audiences,
        IssuerSigningKeys = keys,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        LifetimeValidator = (notBefore, expires, _, _) =>
            expires > _time.GetUtcNow().UtcDateTime - _skew && !(notBefore > _time.GetUtcNow().UtcDateTime + _skew),
    };

    private sealed record Trust(TokenValidationParameters Own, TokenValidationParameters? Foreign)
    {
        public JsonWebTokenHandler Handler { get; } = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxTokenLength };
    }
}
