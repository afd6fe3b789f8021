using CallGrains.Delivery.Signing;
using CallGrains.Grains.Abstractions.Keys;

namespace CallGrains.Grains.Keys;

/// <summary>The signing keys of the cluster, as delivery asks for them.</summary>
/// <param name="grains">The cluster.</param>
public sealed class ClusterSigningKeyStore(IGrainFactory grains) : ISigningKeyStore
{
    private IKeyRingGrain Ring => grains.GetGrain<IKeyRingGrain>(0);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<StoredSigningKey>> LoadAsync(CancellationToken cancellationToken)
    {
        var keys = await Ring.GetSigningKeysAsync().WaitAsync(cancellationToken);
        return [.. keys.Select(key => new StoredSigningKey(key.KeyId, key.ActiveFrom, key.Pkcs8))];
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TryAddAsync(StoredSigningKey key, string? newest, CancellationToken cancellationToken) =>
        await Ring.TryAddSigningKeyAsync(new(key.KeyId, key.ActiveFrom, key.Pkcs8.ToArray()), newest).WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(string keyId, CancellationToken cancellationToken) =>
        await Ring.RemoveSigningKeyAsync(keyId).WaitAsync(cancellationToken);
}
