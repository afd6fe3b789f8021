using System.Security.Cryptography;
using System.Text;

namespace CallGrains.Gateway.Auth;

/// <summary>What an <c>Authorization: HMAC-SHA256 …</c> header says (AUTH section 1).</summary>
/// <param name="SignedHeaders">The names of the signed headers, in the order their values were signed.</param>
/// <param name="Signature">The signature.</param>
internal sealed record HmacSignature(IReadOnlyList<string> SignedHeaders, byte[] Signature)
{
    /// <summary>The name of the scheme.</summary>
    public const string Scheme = "HMAC-SHA256";

    private const string HeadersPart = "SignedHeaders=";
    private const string SignaturePart = "&Signature=";

    /// <summary>Reads the header without its scheme.</summary>
    public static HmacSignature? TryParse(string parameters)
    {
        var cut = parameters.IndexOf(SignaturePart, StringComparison.Ordinal);
        if (cut < 0 || !parameters.StartsWith(HeadersPart, StringComparison.Ordinal))
            return null;

        var text = parameters.AsSpan(cut + SignaturePart.Length);
        var bytes = new byte[HMACSHA256.HashSizeInBytes + 2];
        return Convert.TryFromBase64Chars(text, bytes, out var size) && size == HMACSHA256.HashSizeInBytes
            ? new(parameters[HeadersPart.Length..cut].Split(';'), bytes[..size])
            : null;
    }

    /// <summary>The text that is signed.</summary>
    public static string StringToSign(string method, string rawTarget, IEnumerable<string> values) =>
        $"{method}\n{rawTarget}\n{string.Join(';', values)}";

    /// <summary>Whether one of the keys made this signature of the text; takes the same time whichever is wrong.</summary>
    public bool Signs(string text, IReadOnlyList<byte[]> keys)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var matches = false;
        foreach (var key in keys)
        {
            HMACSHA256.HashData(key, bytes, expected);
            matches |= CryptographicOperations.FixedTimeEquals(expected, Signature);
        }

        return matches;
    }
}
