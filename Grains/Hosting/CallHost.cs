using CallGrains.Calls.Hosting;
using CallGrains.Calls.Ids;
using CallGrains.Grains.Events;
using CallGrains.Grains.Keys;
using Microsoft.Extensions.Logging;

namespace CallGrains.Grains.Hosting;

/// <summary>What the calls of one silo share.</summary>
/// <param name="rules">Limits and times of calls.</param>
/// <param name="options">Bounds of the grains.</param>
/// <param name="idSource">Where random ids come from.</param>
/// <param name="keys">The secrets of the cluster.</param>
/// <param name="subscriptions">Who wants to be told of calls.</param>
/// <param name="time">The clock that drives calls.</param>
/// <param name="logger">The log.</param>
public sealed partial class CallHost(
    CallRules rules,
    GrainOptions options,
    IIdSource idSource,
    ClusterKeys keys,
    ClusterSubscriptions subscriptions,
    TimeProvider time,
    ILogger<CallHost> logger)
{
    private readonly CallRules _watchedRules = rules with { RecordsLifecycle = true };

    /// <summary>Bounds of the grains.</summary>
    public GrainOptions Options => options;

    /// <summary>Where random ids come from.</summary>
    public IIdSource IdSource => idSource;

    /// <summary>The present time by the clock that drives calls.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The limits and times of a call that is loaded now. Its life is recorded only when somebody wants to be told of it.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<CallRules> GetRulesAsync(CancellationToken cancellationToken)
    {
        try
        {
            _ = await subscriptions.RefreshAsync(cancellationToken);
        }
        catch (Exception fault) when (Reach.IsPassing(fault, cancellationToken))
        {
            // A call is worth more than the tale of it.
            LogNotRefreshed(fault);
        }

        return subscriptions.Copy.WatchCalls ? _watchedRules : rules;
    }

    /// <summary>The ids of the engine.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public ValueTask<CallIds> GetIdsAsync(CancellationToken cancellationToken) => keys.LoadIdsAsync(cancellationToken);

    [LoggerMessage(1, LogLevel.Warning, "The event subscriptions of the cluster could not be read; those known before are used.")]
    private partial void LogNotRefreshed(Exception fault);
}
