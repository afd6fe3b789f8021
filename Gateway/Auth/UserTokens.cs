using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CallGrains.Gateway.Auth;

/// <summary>The engine's own user access tokens: HS256 under a key derived from an access key.</summary>
/// <param name="options">The access keys; the first signs, all verify.</param>
/// <param name="resourceId">The resource the tokens are for.</param>
/// <param name="time">System time.</param>
public sealed class UserTokens(AccessKeyOptions options, string resourceId, TimeProvider time)
{
    /// <summary>The issuer of the tokens.</summary>
    public const string Issuer = "callgrains";

    /// <summary>The longest validity of a token.</summary>
    public static readonly TimeSpan MaxValidity = TimeSpan.FromDays(30);

    /// <summary>Makes a token.</summary>
    /// <param name="user">The raw id of the user.</param>
    /// <param name="validity">How long it is valid, more than zero and at most <see cref="MaxValidity"/>.</param>
    /// <returns>The token in compact form.</returns>
    public string Issue(string user, TimeSpan validity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(validity, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(validity, MaxValidity);
        var now = time.GetUtcNow().UtcDateTime;

        // Made here, since tokens are few: a node that issues none starts without the library.
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = resourceId,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + validity,
            Claims = new Dictionary<string, object> { [JwtRegisteredClaimNames.Sub] = user },
            SigningCredentials = new(new SymmetricSecurityKey(options.TokenKeys()[0]), SecurityAlgorithms.HmacSha256),
        });
    }
}
