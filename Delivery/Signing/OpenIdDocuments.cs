using System.Buffers;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace CallGrains.Delivery.Signing;

/// <summary>The two documents with which receivers verify callbacks, as JSON (UTF-8). A host serves them without authentication.</summary>
/// <param name="signer">Whose tokens are to be verified.</param>
public sealed class OpenIdDocuments(CallbackSigner signer)
{
    /// <summary>Where the OpenID configuration is served.</summary>
    public const string ConfigurationPath = "/calling/.well-known/acsopenidconfiguration";

    /// <summary>Where the keys are served.</summary>
    public const string KeysPath = "/calling/keys";

    /// <summary>The OpenID configuration.</summary>
    /// <param name="baseUrl">The URL under which receivers reach the engine, for example <c>http://localhost:8080</c>.</param>
    public byte[] Configuration(Uri baseUrl)
    {
        var root = baseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return Render(json =>
        {
            json.WriteStartObject();
            json.WriteString("issuer"u8, signer.Issuer);
            json.WriteString("jwks_uri"u8, root + KeysPath);
            WriteArray(json, "id_token_signing_alg_values_supported"u8, SecurityAlgorithms.RsaSha256);
            WriteArray(json, "response_types_supported"u8, "id_token");
            WriteArray(json, "subject_types_supported"u8, "public");
            json.WriteEndObject();
        });
    }

    /// <summary>
    /// The public keys (JSON Web Key Set): the one that signs, the next, and the last while its tokens may be around. Waits while the
    /// first one is being made.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<byte[]> KeysAsync(CancellationToken cancellationToken)
    {
        var keys = await signer.KeysAsync(cancellationToken);
        return Render(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("keys"u8);
            foreach (var key in keys)
            {
                json.WriteStartObject();
                json.WriteString("kty"u8, "RSA"u8);
                json.WriteString("use"u8, "sig"u8);
                json.WriteString("alg"u8, SecurityAlgorithms.RsaSha256);
                json.WriteString("kid"u8, key.Id);
                json.WriteString("n"u8, Base64UrlEncoder.Encode(key.Parameters.Modulus));
                json.WriteString("e"u8, Base64UrlEncoder.Encode(key.Parameters.Exponent));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void WriteArray(Utf8JsonWriter json, ReadOnlySpan<byte> name, string value)
    {
        json.WriteStartArray(name);
        json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static byte[] Render(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using var json = new Utf8JsonWriter(buffer);
        write(json);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
