using CallGrains.Gateway.Errors;
using CallGrains.Gateway.Versions;

namespace CallGrains.Gateway.Operations;

/// <summary>What the routes of all operations have in common.</summary>
internal static class OperationRoutes
{
    /// <summary>A connection id in a path: the colon begins a verb, and is in no id.</summary>
    public const string ConnectionId = "{callConnectionId:id}";

    /// <summary>The routes under a path whose requests carry <c>api-version</c>.</summary>
    public static RouteGroupBuilder MapOperations(this IEndpointRouteBuilder routes, string path) =>
        routes.MapGroup(path).WithMetadata(new NeedsApiVersion()).WithTags("Call Automation").ProducesErrors();

    /// <summary>Describes refusals in the OpenAPI document.</summary>
    public static RouteGroupBuilder ProducesErrors(this RouteGroupBuilder group) => group.WithMetadata(
        new ProducesResponseTypeMetadata(StatusCodes.Status400BadRequest, typeof(ErrorResponse), ["application/json"]),
        new ProducesResponseTypeMetadata(StatusCodes.Status401Unauthorized, typeof(ErrorResponse), ["application/json"]),
        new ProducesResponseTypeMetadata(StatusCodes.Status404NotFound, typeof(ErrorResponse), ["application/json"]));
}
