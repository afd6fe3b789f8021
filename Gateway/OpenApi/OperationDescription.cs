using System.Text.Json.Nodes;
using CallGrains.Gateway.Operations;
using CallGrains.Gateway.Versions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CallGrains.Gateway.OpenApi;

/// <summary>Adds to each operation what its handler does not show: parameters read from the request itself, and an example.</summary>
internal sealed class OperationDescription : IOpenApiOperationTransformer
{
    private const string Json = "application/json";

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Parameters ??= [];
        foreach (var name in PathParameters(context.Description.RelativePath ?? ""))
            Add(operation, name, ParameterLocation.Path, required: true, "");
        if (metadata.OfType<NeedsApiVersion>().Any())
            Add(operation, "api-version", ParameterLocation.Query, required: true, ApiVersions.Newest);
        if (metadata.OfType<IsRepeatable>().Any())
        {
            Add(operation, Repeat.IdHeader, ParameterLocation.Header, required: false, "3f2504e0-4f89-41d3-9a0c-0305e82c3301");
            Add(operation, Repeat.FirstSentHeader, ParameterLocation.Header, required: false, "Thu, 12 Mar 2026 10:00:00 GMT");
        }

        if (!metadata.OfType<IAllowAnonymous>().Any())
            Add(operation, "Authorization", ParameterLocation.Header, required: true, "Bearer eyJ…");

        if (operation.OperationId is { } id && Examples.Requests.TryGetValue(id, out var example)
            && operation.RequestBody?.Content?.TryGetValue(Json, out var body) == true)
        {
            body.Example = JsonNode.Parse(example);
        }

        return Task.CompletedTask;
    }

    private static IEnumerable<string> PathParameters(string path)
    {
        for (var open = path.IndexOf('{', StringComparison.Ordinal); open >= 0; open = path.IndexOf('{', open + 1))
        {
            var name = path[(open + 1)..path.IndexOf('}', open)];
            var colon = name.IndexOf(':', StringComparison.Ordinal);
            yield return colon < 0 ? name : name[..colon];
        }
    }

    private static void Add(OpenApiOperation operation, string name, ParameterLocation place, bool required, string example)
    {
        if (operation.Parameters!.Any(known => known.Name == name && known.In == place))
            return;

        operation.Parameters!.Add(new OpenApiParameter
        {
            Name = name,
            In = place,
            Required = required,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            Example = example.Length == 0 ? null : JsonValue.Create(example),
        });
    }
}
