using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace CallGrains.Gateway.Answers;

/// <summary>202 with a body, written by <see cref="AnswerJson"/>.</summary>
/// <typeparam name="T">The type of the body.</typeparam>
/// <param name="Value">The body.</param>
internal sealed record AcceptedAnswer<T>(T Value) : IResult, IEndpointMetadataProvider
{
    /// <summary>Tells the OpenAPI document what is answered.</summary>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status202Accepted, typeof(T), ["application/json"]));

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.RequestServices.GetRequiredService<AnswerJson>().Write(httpContext, StatusCodes.Status202Accepted, Value);
        return Task.CompletedTask;
    }
}
