namespace CallGrains.Gateway.OpenApi;

/// <summary>The OpenAPI document of the gateway.</summary>
internal static class OpenApiDocument
{
    /// <summary>Adds the document.</summary>
    public static void AddOpenApiDocument(this IServiceCollection services) => services.AddOpenApi("v1");

    /// <summary>Serves the document at <c>/openapi/v1.json</c>.</summary>
    public static void MapOpenApiDocument(this IEndpointRouteBuilder routes) => routes.MapOpenApi();
}
