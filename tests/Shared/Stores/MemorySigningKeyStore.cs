using CallGrains.Delivery.Signing;

namespace CallGrains.Shared;

/// <summary>Signing keys in memory.</summary>
internal sealed class MemorySigningKeyStore : ISigningKeyStore
{
    private readonly Lock _gate = new();
    private readonly List<StoredSigningKey> _keys = [];

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredSigningKey>> LoadAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return new([.. _keys]);
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryAddAsync(StoredSigningKey key, string? newest, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var fits = (_keys.Count == 0 ? null : _keys[^1].KeyId) == newest;
            if (fits)
                _keys.Add(key);
            return new(fits);
        }
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(string keyId, CancellationToken cancellationToken)
    {
        lock (_gate)
            _keys.RemoveAll(key => key.KeyId == keyId);
        return ValueTask.CompletedTask;
    }
}
