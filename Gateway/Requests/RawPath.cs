using CallGrains.Gateway.Errors;
using Microsoft.AspNetCore.Http.Features;

namespace CallGrains.Gateway.Requests;

/// <summary>
/// Raw ids in paths are percent-encoded. The server decodes all but the slash, so that a raw id with an encoded percent or slash
/// in it can only be had from the request target as it was sent.
/// </summary>
internal static class RawPath
{
    /// <summary>The last segment of the path, decoded once.</summary>
    /// <param name="http">The request.</param>
    /// <param name="verb">The verb that follows the segment after a colon, or empty.</param>
    public static string LastSegment(HttpContext http, string verb = "")
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var end = target.IndexOf('?', StringComparison.Ordinal);
        var path = end < 0 ? target : target[..end];
        path = path.TrimEnd('/');
        var segment = Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
        return segment.EndsWith(verb, StringComparison.OrdinalIgnoreCase)
            ? segment[..^verb.Length]
            : throw RequestRefusedException.Invalid("path", "The path is not encoded as it should be.");
    }
}
