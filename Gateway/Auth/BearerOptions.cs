using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace CallGrains.Gateway.Auth;

/// <summary>Whose Bearer tokens are accepted besides the engine's own (<c>CallGrains:Bearer</c>).</summary>
public sealed class BearerOptions
{
    /// <summary>The issuers that are trusted.</summary>
    public IList<string> Issuers { get; } = [];

    /// <summary>The audiences a token of theirs may be for.</summary>
    public IList<string> Audiences { get; } = [];

    /// <summary>Public keys of the issuers, RSA or EC, in PEM.</summary>
    public IList<string> Keys { get; } = [];

    /// <summary>An OpenID configuration document to take keys from, such as Entra's; absolute https.</summary>
    public string? MetadataAddress { get; set; }

    /// <summary>Whether any foreign issuer is trusted.</summary>
    public bool IsConfigured => Issuers.Count > 0;

    /// <summary>The keys as they verify.</summary>
    public IReadOnlyList<SecurityKey> SecurityKeys() => [.. Keys.Select(ReadKey)];

    /// <summary>What is wrong, one line each.</summary>
    public IEnumerable<string> Faults()
    {
        if (!IsConfigured && (Audiences.Count > 0 || Keys.Count > 0 || MetadataAddress is not null))
            yield return "CallGrains:Bearer:Issuers is empty; the other values of the section need it.";
        if (IsConfigured && Audiences.Count == 0)
            yield return "CallGrains:Bearer:Audiences is empty; a token of a foreign issuer must be for this engine.";
        if (IsConfigured && Keys.Count == 0 && MetadataAddress is null)
            yield return "CallGrains:Bearer:Keys and CallGrains:Bearer:MetadataAddress are both missing; one is needed to verify tokens.";
        if (MetadataAddress is not null && !(Uri.TryCreate(MetadataAddress, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps))
            yield return $"CallGrains:Bearer:MetadataAddress is '{MetadataAddress}'; it is an absolute https address.";

        for (var i = 0; i < Keys.Count; i++)
        {
            if (!IsReadable(Keys[i]))
                yield return $"CallGrains:Bearer:Keys:{i} is not an RSA or EC public key in PEM.";
        }
    }

    private static bool IsReadable(string pem)
    {
        try
        {
            _ = ReadKey(pem);
            return true;
        }
        catch (Exception fault) when (fault is ArgumentException or CryptographicException)
        {
            return false;
        }
    }

    private static SecurityKey ReadKey(string pem)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            return new RsaSecurityKey(rsa);
        }
        catch (Exception fault) when (fault is ArgumentException or CryptographicException)
        {
            rsa.Dispose();
        }

        var curve = ECDsa.Create();
        curve.ImportFromPem(pem);
        return new ECDsaSecurityKey(curve);
    }
}
