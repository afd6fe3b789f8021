using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace CallGrains.Gateway.Health;

/// <summary>Whether the process lives and whether it can take requests; for probes, without auth.</summary>
internal static class HealthApi
{
    /// <summary>Maps the probes. Ready is the verdict of the checks that the host adds, such as the store being writable.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        _ = routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous().DisableRateLimiting();
        _ = routes.MapHealthChecks("/health/ready").AllowAnonymous().DisableRateLimiting();
    }
}
