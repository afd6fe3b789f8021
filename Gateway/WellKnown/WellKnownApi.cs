using CallGrains.Delivery.Signing;

namespace CallGrains.Gateway.WellKnown;

/// <summary>The two documents with which receivers verify callbacks (AUTH section 3); without auth, at the paths of the service.</summary>
internal static class WellKnownApi
{
    /// <summary>Maps the documents.</summary>
    public static void MapWellKnown(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(OpenIdDocuments.ConfigurationPath, Configuration).AllowAnonymous().WithTags("Callbacks").WithName("OpenIdConfiguration");
        routes.MapGet(OpenIdDocuments.KeysPath, Keys).AllowAnonymous().WithTags("Callbacks").WithName("CallbackKeys");
    }

    private static IResult Configuration(HttpRequest request, OpenIdDocuments documents) =>
        TypedResults.Bytes(documents.Configuration(new($"{request.Scheme}://{request.Host}{request.PathBase}")), "application/json");

    private static IResult Keys(OpenIdDocuments documents) => TypedResults.Bytes(documents.Keys(), "application/json");
}
