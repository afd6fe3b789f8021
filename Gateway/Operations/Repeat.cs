using System.Buffers.Binary;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Hosting;
using CallGrains.Gateway.Errors;
using CallGrains.Gateway.Requests;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace CallGrains.Gateway.Operations;

/// <summary>A handler's parameter: the repeatability headers of the request, checked (AUTH section 4).</summary>
/// <param name="Value">What makes the request repeatable, or null when the headers were not sent.</param>
internal sealed record Repeat(Repeatability? Value) : IEndpointParameterMetadataProvider
{
    /// <summary>The header with the client's id of the request.</summary>
    public const string IdHeader = "Repeatability-Request-ID";

    /// <summary>The header with the time the request was first sent.</summary>
    public const string FirstSentHeader = "Repeatability-First-Sent";

    /// <summary>The header of the answer.</summary>
    public const string ResultHeader = "Repeatability-Result";

    /// <summary>Called by the framework for each request.</summary>
    /// <exception cref="RequestRefusedException">A header is malformed, or First-Sent is outside the window: 412.</exception>
    public static ValueTask<Repeat?> BindAsync(HttpContext http)
    {
        var rules = http.RequestServices.GetRequiredService<ICallEngine>().Rules;
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        return ValueTask.FromResult<Repeat?>(new(Read(http, rules, now)));
    }

    /// <summary>Marks the endpoint, for the OpenAPI document.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new IsRepeatable());

    private static Repeatability? Read(HttpContext http, CallRules rules, DateTimeOffset now)
    {
        var ids = http.Request.Headers[IdHeader];
        var sent = http.Request.Headers[FirstSentHeader];
        if (ids.Count == 0 && sent.Count == 0)
            return null;
        if (ids.Count != 1 || !Guid.TryParseExact(ids, "D", out var id) || id == Guid.Empty)
            throw RequestRefusedException.Invalid(IdHeader, "The header is one UUID, such as 3f2504e0-4f89-41d3-9a0c-0305e82c3301.");
        if (sent.Count != 1 || !DateTimeOffset.TryParseExact(sent, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var first))
            throw RequestRefusedException.Invalid(FirstSentHeader, "The header is one date, such as 'Sun, 06 Nov 1994 08:49:37 GMT'.");

        if (now - first > rules.RepeatWindow || first - now > rules.MaxClientClockAhead)
        {
            throw new RequestRefusedException(
                StatusCodes.Status412PreconditionFailed,
                ErrorCodes.PreconditionFailed,
                $"The request was first sent outside the window of {rules.RepeatWindow} in which it can be repeated.",
                FirstSentHeader);
        }

        return new(id, Hash(http));
    }

    private static UInt128 Hash(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var cut = target.IndexOf('?', StringComparison.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{http.Request.Method}\n{(cut < 0 ? target : target[..cut])}\n"));
        hash.AppendData(RequestBody.Of(http).Span);
        return BinaryPrimitives.ReadUInt128BigEndian(hash.GetHashAndReset());
    }
}

/// <summary>Marks an endpoint that takes the repeatability headers.</summary>
internal sealed record IsRepeatable;
