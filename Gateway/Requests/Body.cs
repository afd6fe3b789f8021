using System.Reflection;
using CallGrains.Gateway.Errors;
using Microsoft.AspNetCore.Http.Metadata;

namespace CallGrains.Gateway.Requests;

/// <summary>A handler's parameter: the JSON body, read strictly.</summary>
/// <typeparam name="T">The type of the body, known to <see cref="RequestJson"/>.</typeparam>
/// <param name="Value">What was sent.</param>
internal sealed record Body<T>(T Value) : IEndpointParameterMetadataProvider
    where T : class
{
    /// <summary>Called by the framework for each request.</summary>
    /// <exception cref="RequestRefusedException">The body is missing, not JSON, or not of the shape asked.</exception>
    public static ValueTask<Body<T>?> BindAsync(HttpContext http)
    {
        var json = http.RequestServices.GetRequiredService<RequestJson>();
        return ValueTask.FromResult<Body<T>?>(new(json.Read<T>(http.Request, RequestBody.Of(http).Span)));
    }

    /// <summary>Tells the OpenAPI document what is accepted.</summary>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));
}
