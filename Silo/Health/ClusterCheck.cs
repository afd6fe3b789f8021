using CallGrains.Grains.Keys;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallGrains.Silo.Health;

/// <summary>
/// Ready means that the process has joined the cluster and is not about to leave it. Whether others answer is not asked: a dead
/// silo would take all gateways out of service at once, while they can wait for another one to take its calls.
/// </summary>
/// <param name="keys">Loaded from the cluster.</param>
/// <param name="lifetime">The life of the process.</param>
internal sealed class ClusterCheck(ClusterKeys keys, IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult((keys.IsLoaded, lifetime.ApplicationStopping.IsCancellationRequested) switch
        {
            (_, true) => HealthCheckResult.Unhealthy("The process is stopping."),
            (false, _) => HealthCheckResult.Unhealthy("The cluster was not joined yet."),
            _ => HealthCheckResult.Healthy(),
        });
}
