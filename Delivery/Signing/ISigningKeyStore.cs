namespace CallGrains.Delivery.Signing;

/// <summary>Where the keys that sign callbacks are kept. They are secrets: a store that others can read must protect them.</summary>
public interface ISigningKeyStore
{
    /// <summary>All keys, oldest first.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<StoredSigningKey>> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Adds a key unless somebody else added one meanwhile (several nodes share one store). Atomic and durable.</summary>
    /// <param name="key">The new key.</param>
    /// <param name="newest">The id of the newest key the caller knows, or null when it knows none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False, with nothing added, when the newest stored key is another one.</returns>
    ValueTask<bool> TryAddAsync(StoredSigningKey key, string? newest, CancellationToken cancellationToken);

    /// <summary>Forgets a key. Not an error when it is gone already.</summary>
    /// <param name="keyId">The key.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask RemoveAsync(string keyId, CancellationToken cancellationToken);
}

/// <summary>One RSA key as it is stored.</summary>
/// <param name="KeyId">The <c>kid</c>.</param>
/// <param name="ActiveFrom">From when it signs; it is published before.</param>
/// <param name="Pkcs8">The private key, PKCS #8, DER.</param>
public sealed record StoredSigningKey(string KeyId, DateTimeOffset ActiveFrom, ReadOnlyMemory<byte> Pkcs8);
