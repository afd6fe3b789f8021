using CallGrains.Grains.Events;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Keys;

namespace CallGrains.Silo.Hosting;

/// <summary>Loads the secrets of the cluster before the process answers HTTP: without them it could read no id.</summary>
/// <param name="keys">The ids of the engine.</param>
/// <param name="signer">The signer of callbacks.</param>
/// <param name="subscriptions">The event subscriptions.</param>
/// <param name="logger">The log.</param>
internal sealed partial class ClusterStart(
    ClusterKeys keys, SharedSigner signer, ClusterSubscriptions subscriptions, ILogger<ClusterStart> logger) : IHostedService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                _ = await keys.LoadIdsAsync(cancellationToken);
                _ = await signer.StartAsync(cancellationToken);
                _ = await subscriptions.RefreshAsync(cancellationToken);
                return;
            }
            catch (Exception fault) when (Reach.IsPassing(fault, cancellationToken) && TimeProvider.System.GetElapsedTime(began) < Patience)
            {
                LogNotYet(fault.Message);
            }

            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Warning, "The cluster does not answer yet: {reason}")]
    private partial void LogNotYet(string reason);
}
