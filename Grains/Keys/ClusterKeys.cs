using CallGrains.Calls.Ids;
using CallGrains.Grains.Abstractions.Keys;

namespace CallGrains.Grains.Keys;

/// <summary>The ids of the engine on one node: made once from the secret that the cluster keeps.</summary>
/// <param name="grains">The cluster.</param>
/// <param name="resourceId">The resource the engine serves.</param>
public sealed class ClusterKeys(IGrainFactory grains, string resourceId)
{
    private CallIds? _ids;

    /// <summary>The ids, once they were loaded.</summary>
    /// <exception cref="InvalidOperationException">They were not.</exception>
    public CallIds Ids => Volatile.Read(ref _ids) ?? throw new InvalidOperationException("The keys of the cluster were not loaded yet.");

    /// <summary>Whether <see cref="Ids"/> can be used.</summary>
    public bool IsLoaded => Volatile.Read(ref _ids) is not null;

    /// <summary>The ids; the first time they are asked of the cluster.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public ValueTask<CallIds> LoadIdsAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _ids) is { } known ? new(known) : new(AskAsync(cancellationToken));

    private async Task<CallIds> AskAsync(CancellationToken cancellationToken)
    {
        var secret = await grains.GetGrain<IKeyRingGrain>(0).GetIdSecretAsync().WaitAsync(cancellationToken);
        var ids = new CallIds(secret, resourceId);
        return Interlocked.CompareExchange(ref _ids, ids, null) ?? ids;
    }
}
