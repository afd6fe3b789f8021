using System.Net;
using System.Threading.RateLimiting;
using CallGrains.Gateway.Errors;
using Microsoft.AspNetCore.RateLimiting;

namespace CallGrains.Gateway.Hosting;

/// <summary>Bounds the requests of each client address; beyond, 429 with Retry-After.</summary>
internal static class RateLimits
{
    /// <summary>Adds the limiter.</summary>
    public static void AddRateLimits(this IServiceCollection services, RateLimitOptions options) => services.AddRateLimiter(limiter =>
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, IPAddress>(http =>
            RateLimitPartition.GetTokenBucketLimiter(http.Connection.RemoteIpAddress ?? IPAddress.None, _ => new()
            {
                TokenLimit = options.Burst,
                TokensPerPeriod = Math.Max(1, options.PermitsPerSecond / 10),
                ReplenishmentPeriod = TimeSpan.FromSeconds(options.PermitsPerSecond < 10 ? 1.0 / options.PermitsPerSecond : 0.1),
                AutoReplenishment = true,
                QueueLimit = 0,
            }));
        limiter.OnRejected = (context, _) => new(RefuseAsync(context));
    });

    private static Task RefuseAsync(OnRejectedContext context)
    {
        var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var time) ? time : TimeSpan.FromSeconds(1);
        return ErrorWriter.WriteAsync(
            context.HttpContext,
            new(StatusCodes.Status429TooManyRequests, ErrorCodes.Throttled, "Too many requests from this address.", "client") { RetryAfter = wait });
    }
}
