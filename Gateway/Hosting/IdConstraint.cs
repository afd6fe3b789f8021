namespace CallGrains.Gateway.Hosting;

/// <summary>The route constraint <c>:id</c>: a value without a colon, so that an id never swallows the verb that follows it.</summary>
internal sealed class IdConstraint : IRouteConstraint
{
    /// <summary>The name of the constraint in routes.</summary>
    public const string Name = "id";

    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        values[routeKey] is string value && !value.Contains(':', StringComparison.Ordinal);
}
