using CallGrains.Gateway.Errors;
using Microsoft.Extensions.Primitives;

namespace CallGrains.Gateway.Versions;

/// <summary>Refuses a missing or unknown <c>api-version</c> where one is needed.</summary>
/// <param name="next">The rest of the pipeline.</param>
internal sealed class ApiVersionCheck(RequestDelegate next)
{
    private const string Parameter = "api-version";

    private static readonly string Supported = string.Join(", ", ApiVersions.Supported);

    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<NeedsApiVersion>() is not null)
            Check(http.Request.Query[Parameter]);

        return next(http);
    }

    private static void Check(StringValues given)
    {
        if (given.Count == 0)
            throw RequestRefusedException.Invalid(Parameter, $"The query parameter api-version is required. Supported: {Supported}.");
        if (given.Count > 1 || given[0] is not { } version || !ApiVersions.Supported.Contains(version))
            throw RequestRefusedException.Invalid(Parameter, $"The api-version is not supported. Supported: {Supported}.");
    }
}
