using CallGrains.Calls.Identifiers;
using CallGrains.Gateway.Versions;
using CallGrains.Gateway.Wire;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CallGrains.Gateway.OpenApi;

/// <summary>The OpenAPI document of the gateway, at <c>/openapi/v1.json</c>.</summary>
internal static class GatewayDocument
{
    /// <summary>Adds the document.</summary>
    public static void AddOpenApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer(DescribeAsync);
        options.AddOperationTransformer<OperationDescription>();
        options.AddSchemaTransformer(DescribeIdentifierAsync);
    });

    /// <summary>Serves the document.</summary>
    public static void MapOpenApiDocument(this IEndpointRouteBuilder routes) => routes.MapOpenApi();

    private static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new()
        {
            Title = "CallGrains",
            Version = ApiVersions.Newest,
            Description = "Call Automation, self-hosted. Requests are signed (HMAC-SHA256) or carry a Bearer token.",
        };
        return Task.CompletedTask;
    }

    private static async Task DescribeIdentifierAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        // Answers write identifiers through a converter, which tells nothing of the shape; it is that of requests.
        if (context.JsonTypeInfo.Type != typeof(CommunicationIdentifier))
            return;

        var shape = await context.GetOrCreateSchemaAsync(typeof(CommunicationIdentifierModel), cancellationToken: cancellationToken);
        schema.Type = shape.Type;
        schema.Properties = shape.Properties;
    }
}
