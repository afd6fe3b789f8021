using CallGrains.Gateway.Errors;
using CallGrains.Gateway.Requests;
using Microsoft.AspNetCore.Routing.Template;

namespace CallGrains.Gateway.Hosting;

/// <summary>Answers what no route takes: 415 or 405 when the path is known for another content type or method, else 404.</summary>
/// <param name="endpoints">All routes.</param>
internal sealed class UnknownRoutes(EndpointDataSource endpoints)
{
    private readonly Lazy<IReadOnlyList<KnownRoute>> _routes = new(() => [.. endpoints.Endpoints.OfType<RouteEndpoint>().SelectMany(KnownRoute.From)]);

    /// <summary>Refuses the request.</summary>
    public Task RefuseAsync(HttpContext http)
    {
        var allowed = _routes.Value.Where(route => route.Matches(http)).Select(route => route.Method).Distinct().Order().ToArray();
        if (allowed.Length == 0)
            throw new RequestRefusedException(StatusCodes.Status404NotFound, ErrorCodes.NotFound, "There is no such path.", "path");
        if (allowed.Contains(http.Request.Method, StringComparer.OrdinalIgnoreCase))
            throw RequestJson.WrongContentType();

        throw new RequestRefusedException(
            StatusCodes.Status405MethodNotAllowed,
            ErrorCodes.NotSupported,
            $"The method is not supported here; {string.Join(", ", allowed)} is.",
            "method")
        {
            Allow = string.Join(", ", allowed),
        };
    }

    private sealed record KnownRoute(string Method, TemplateMatcher Matcher, IReadOnlyList<string> Ids)
    {
        public static IEnumerable<KnownRoute> From(RouteEndpoint endpoint)
        {
            var template = new RouteTemplate(endpoint.RoutePattern);
            var ids = endpoint.RoutePattern.Parameters
                .Where(parameter => parameter.ParameterPolicies.Any(policy => policy.Content == IdConstraint.Name))
                .Select(parameter => parameter.Name)
                .ToArray();
            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [])
                yield return new(method, new(template, []), ids);
        }

        public bool Matches(HttpContext http)
        {
            var values = new RouteValueDictionary();
            return Matcher.TryMatch(http.Request.Path, values)
                && Ids.All(id => values[id] is string value && !value.Contains(':', StringComparison.Ordinal));
        }
    }
}
