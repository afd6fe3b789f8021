using CallGrains.Calls.Hosting;
using CallGrains.Calls.Ids;
using CallGrains.Grains.Events;
using CallGrains.Grains.Keys;

namespace CallGrains.Grains.Hosting;

/// <summary>What the calls of one silo share.</summary>
/// <param name="rules">Limits and times of calls.</param>
/// <param name="options">Bounds of the grains.</param>
/// <param name="idSource">Where random ids come from.</param>
/// <param name="keys">The secrets of the cluster.</param>
/// <param name="subscriptions">Who wants to be told of calls.</param>
/// <param name="time">The clock that drives calls.</param>
public sealed class CallHost(
    CallRules rules,
    GrainOptions options,
    IIdSource idSource,
    ClusterKeys keys,
    ClusterSubscriptions subscriptions,
    TimeProvider time)
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
        // A call is worth more than the tale of it.
        await subscriptions.TryRefreshAsync(cancellationToken);
        return subscriptions.Copy.WatchCalls ? _watchedRules : rules;
    }

    /// <summary>The ids of the engine.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public ValueTask<CallIds> GetIdsAsync(CancellationToken cancellationToken) => keys.LoadIdsAsync(cancellationToken);
}
