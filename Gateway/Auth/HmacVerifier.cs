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
    private const string ContentHash = "x-ms-content-sha256";
    private const string Host = "host";
    private static readonly string[] DateNames = ["x-ms-date", "date"];

    private readonly IReadOnlyList<byte[]> _keys = options.KeyBytes();

    /// <summary>Verifies a request.</summary>
    /// <param name="http">The request, its body already read.</param>
    /// <param name="parameters">The Authorization header without its scheme.</param>
    /// <returns>What is wrong, or null when the signature is good.</returns>
    public AccessFault? Verify(HttpContext http, string parameters)
    {
        if (HmacSignature.TryParse(parameters) is not { } signature)
            return Fault("The Authorization header is not 'HMAC-SHA256 SignedHeaders=…&Signature=…'.", "Authorization");

        // Which date is signed differs between clients, and so does the order; all three must be signed, and nothing else is known.
        if (signature.SignedHeaders.Count != 3
            || !signature.SignedHeaders.Contains(Host)
            || !signature.SignedHeaders.Contains(ContentHash)
            || DateNames.FirstOrDefault(name => signature.SignedHeaders.Contains(name)) is not { } dateName)
        {
            return Fault($"SignedHeaders is not x-ms-date;host;{ContentHash}.", "Authorization");
        }

        var headers = http.Request.Headers;
        foreach (var name in signature.SignedHeaders)
        {
            if (headers[name].Count != 1)
                return Fault($"The signed header {name} is missing or given twice.", name);
        }

        if (!DateTimeOffset.TryParseExact(headers[dateName], "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            return Fault($"The header {dateName} is not a date such as 'Sun, 06 Nov 1994 08:49:37 GMT'.", dateName);
        if ((time.GetUtcNow() - date).Duration() > options.ClockSkew)
            return Fault($"The header {dateName} is more than {options.ClockSkew} away from the time here.", dateName);

        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var text = HmacSignature.StringToSign(http.Request.Method, target, signature.SignedHeaders.Select(name => headers[name].ToString()));
        if (!signature.Signs(text, _keys))
            return Fault("The signature does not match.", "Authorization");

        return headers[ContentHash] == Convert.ToBase64String(SHA256.HashData(RequestBody.Of(http).Span))
            ? null
            : Fault($"The header {ContentHash} is not the hash of the body.", ContentHash);
    }

    private static AccessFault Fault(string message, string target) => new(Errors.ErrorCodes.InvalidSignature, message, target);
}
