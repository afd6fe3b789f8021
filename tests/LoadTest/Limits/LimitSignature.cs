using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace CallGrains.LoadTest.Limits;

/// <summary>The check of a signature as the engine makes it: date, signature and hash of the body.</summary>
internal static class LimitSignature
{
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(5);

    public static bool IsGood(HttpContext http, ReadOnlySpan<byte> body, byte[] key)
    {
        var headers = http.Request.Headers;
        var date = headers["x-ms-date"].ToString();
        var hash = headers["x-ms-content-sha256"].ToString();
        if (!DateTimeOffset.TryParseExact(date, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var sent)
            || (TimeProvider.System.GetUtcNow() - sent).Duration() > MaxSkew)
        {
            return false;
        }

        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var text = Encoding.UTF8.GetBytes($"{http.Request.Method}\n{target}\n{date};{headers.Host};{hash}");
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, text, digest);
        if (!EndsWith(headers.Authorization.ToString(), digest))
            return false;

        SHA256.HashData(body, digest);
        return EndsWith(hash, digest);
    }

    private static bool EndsWith(ReadOnlySpan<char> text, ReadOnlySpan<byte> digest)
    {
        Span<char> base64 = stackalloc char[44];
        _ = Convert.TryToBase64Chars(digest, base64, out var length);
        return text.EndsWith(base64[..length], StringComparison.Ordinal);
    }
}
