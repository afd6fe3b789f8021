using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace CallGrains.Delivery.Signing;

/// <summary>One key, ready for use.</summary>
internal sealed class SigningKey
{
    /// <summary>A key as it was stored.</summary>
    /// <exception cref="CryptographicException">The bytes are no RSA key.</exception>
    public SigningKey(StoredSigningKey stored)
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(stored.Pkcs8.Span, out _);
        Id = stored.KeyId;
        ActiveFrom = stored.ActiveFrom;
        Parameters = rsa.ExportParameters(includePrivateParameters: false);
        Credentials = new(new RsaSecurityKey(rsa) { KeyId = stored.KeyId }, SecurityAlgorithms.RsaSha256);
    }

    /// <summary>The <c>kid</c>.</summary>
    public string Id { get; }

    /// <summary>From when it signs.</summary>
    public DateTimeOffset ActiveFrom { get; }

    /// <summary>The public half.</summary>
    public RSAParameters Parameters { get; }

    /// <summary>For signing.</summary>
    public SigningCredentials Credentials { get; }

    /// <summary>Makes a new key; its id is the thumbprint of its public half (RFC 7638).</summary>
    public static StoredSigningKey Generate(int size, DateTimeOffset activeFrom)
    {
        using var rsa = RSA.Create(size);
        var thumbprint = new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: false)).ComputeJwkThumbprint();
        return new(Base64UrlEncoder.Encode(thumbprint), activeFrom, rsa.ExportPkcs8PrivateKey());
    }
}
