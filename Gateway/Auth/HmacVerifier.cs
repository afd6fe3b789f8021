using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using CallGrains.Gateway.Requests;
using Microsoft.AspNetCore.Http.Features;

namespace CallGrains.Gateway.Auth;

/// <summary>Verifies signed requests. A repeated signature is no replay: clients send the same one again when they retry.</summary>
/// <param name="options">The keys.</param>
/// <param name="time">System time, whatever clock drives the calls.</param>
internal sealed class HmacVerifier(AccessKeyOptions options, TimeProvider time)
{
    private const string HashOfNothing = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    private const int TextOnStack = 1024;

    private readonly HmacKey[] _keys = [.. options.KeyBytes().Select(key => new HmacKey(key))];

    /// <summary>Verifies a request.</summary>
    /// <param name="http">The request, its body already read.</param>
    /// <param name="parameters">The Authorization header without its scheme.</param>
    /// <returns>What is wrong, or null when the signature is good.</returns>
    public AccessFault? Verify(HttpContext http, ReadOnlySpan<char> parameters)
    {
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (!HmacSignature.TryParse(parameters, signature, out var names))
            return Fault("The Authorization header is not 'HMAC-SHA256 SignedHeaders=…&Signature=…'.", "Authorization");
        if (HmacSignature.OfHeaders(names) is not { } signed)
            return Fault($"SignedHeaders is not x-ms-date;host;{HmacSignature.ContentHash}.", "Authorization");

        var headers = http.Request.Headers;
        foreach (var name in (ReadOnlySpan<string>)[signed.First, signed.Second, signed.Third])
        {
            if (headers[name].Count != 1)
                return Fault($"The signed header {name} is missing or given twice.", name);
        }

        if (!DateTimeOffset.TryParseExact(headers[signed.Date], "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            return Fault($"The header {signed.Date} is not a date such as 'Sun, 06 Nov 1994 08:49:37 GMT'.", signed.Date);
        if ((time.GetUtcNow() - date).Duration() > options.ClockSkew)
            return Fault($"The header {signed.Date} is more than {options.ClockSkew} away from the time here.", signed.Date);

        if (!IsSigned(http, signed, signature))
            return Fault("The signature does not match.", "Authorization");

        return headers[HmacSignature.ContentHash] == HashOf(RequestBody.Of(http).Span)
            ? null
            : Fault($"The header {HmacSignature.ContentHash} is not the hash of the body.", HmacSignature.ContentHash);
    }

    private static string HashOf(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            return HashOfNothing;

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(body, hash);
        return Convert.ToBase64String(hash);
    }

    private static AccessFault Fault(string message, string target) => new(Errors.ErrorCodes.InvalidSignature, message, target);

    private bool IsSigned(HttpContext http, HmacSignature signed, ReadOnlySpan<byte> signature)
    {
        var method = http.Request.Method;
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var headers = http.Request.Headers;
        var (first, second, third) = (headers[signed.First].ToString(), headers[signed.Second].ToString(), headers[signed.Third].ToString());

        var most = HmacSignature.MostBytes(method, target, first, second, third);
        var rented = most > TextOnStack ? ArrayPool<byte>.Shared.Rent(most) : null;
        var text = rented ?? stackalloc byte[TextOnStack];
        text = text[..HmacSignature.WriteText(text, method, target, first, second, third)];

        // Every key is tried, whichever it is: the time tells nothing.
        var matches = false;
        foreach (var key in _keys)
            matches |= key.Signed(text, signature);

        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return matches;
    }
}
