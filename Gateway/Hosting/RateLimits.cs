using System.Net;
using System.Threading.RateLimiting;
using CallGrains.Gateway.Errors;
using Microsoft.AspNetCore.RateLimiting;

namespace CallGrains.Gateway.Hosting;

/// <summary>Bounds the requests of each client address; beyond, 429 with Retry-After.</summary>
/// <remarks>The limiter is the framework's; its middleware, which can wait and combine policies, would cost more than the limit.</remarks>
/// <param name="next">The rest of the pipeline.</param>
/// <param name="limiter">The bounds, see <see cref="Create"/>.</param>
internal sealed class RateLimits(RequestDelegate next, PartitionedRateLimiter<HttpContext> limiter)
{
    /// <summary>The limiter for the given bounds.</summary>
    public static PartitionedRateLimiter<HttpContext> Create(RateLimitOptions options)
    {
        // One delegate for all requests: a new one for each would be the largest part of the limit's cost.
        Func<IPAddress, TokenBucketRateLimiterOptions> bounds = _ => Bounds(options);
        return PartitionedRateLimiter.Create<HttpContext, IPAddress>(http =>
            RateLimitPartition.GetTokenBucketLimiter(http.Connection.RemoteIpAddress ?? IPAddress.None, bounds));
    }

    /// <summary>The bounds of one address: about every tenth of a second as many permits as make the number a second.</summary>
    public static TokenBucketRateLimiterOptions Bounds(RateLimitOptions options)
    {
        var permits = Math.Max(1, options.PermitsPerSecond / 10);
        return new()
        {
            TokenLimit = options.Burst,
            TokensPerPeriod = permits,
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)permits / options.PermitsPerSecond),
            AutoReplenishment = true,
            QueueLimit = 0,
        };
    }

    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<DisableRateLimitingAttribute>() is not null)
            return next(http);

        // A lease of a token bucket gives nothing back: it is not held while the request is handled.
        if (TryAcquire(http, out var wait))
            return next(http);

        return ErrorWriter.WriteAsync(
            http, new(StatusCodes.Status429TooManyRequests, ErrorCodes.Throttled, "Too many requests from this address.", "client") { RetryAfter = wait });
    }

    private bool TryAcquire(HttpContext http, out TimeSpan wait)
    {
        using var lease = limiter.AttemptAcquire(http);
        wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var time) ? time : TimeSpan.FromSeconds(1);
        return lease.IsAcquired;
    }
}
