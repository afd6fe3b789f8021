using CallGrains.Delivery.Signing;
using CallGrains.Gateway.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallGrains.Gateway.WellKnown;

/// <summary>The two documents with which receivers verify callbacks (AUTH section 3); without auth, at the paths of the service.</summary>
internal static class WellKnownApi
{
    /// <summary>Maps the documents.</summary>
    public static void MapWellKnown(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(OpenIdDocuments.ConfigurationPath, Configuration).AllowAnonymous().WithTags("Callbacks").WithName("OpenIdConfiguration");
        routes.MapGet(OpenIdDocuments.KeysPath, KeysAsync).AllowAnonymous().WithTags("Callbacks").WithName("CallbackKeys");
    }

    private static FileContentHttpResult Configuration(HttpRequest request, OpenIdDocuments documents) =>
        Uri.TryCreate($"{request.Scheme}://{request.Host}{request.PathBase}", UriKind.Absolute, out var baseUrl)
            ? TypedResults.Bytes(documents.Configuration(baseUrl), "application/json")
            : throw RequestRefusedException.Invalid("Host", "The Host header is not one of an address.");

    private static async Task<FileContentHttpResult> KeysAsync(OpenIdDocuments documents, CancellationToken cancellationToken) =>
        TypedResults.Bytes(await documents.KeysAsync(cancellationToken), "application/json");
}
