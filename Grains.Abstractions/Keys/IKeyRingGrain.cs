namespace CallGrains.Grains.Abstractions.Keys;

/// <summary>Keeps the secrets that all nodes share. There is one, with key 0; nodes ask it when they start and when keys rotate.</summary>
[Alias("callgrains.IKeyRingGrain")]
public interface IKeyRingGrain : IGrainWithIntegerKey
{
    /// <summary>The secret under which ids are made: generated when first asked for, then the same for as long as the store.</summary>
    [Alias("IdSecret"), ResponseTimeout("00:00:10")]
    Task<byte[]> GetIdSecretAsync();

    /// <summary>The keys that sign callbacks, oldest first.</summary>
    [Alias("SigningKeys"), ReadOnly, ResponseTimeout("00:00:10")]
    Task<SharedSigningKey[]> GetSigningKeysAsync();

    /// <summary>Adds a key, unless the newest one is not the one the caller knows. Durable when it returns.</summary>
    /// <param name="key">The new key.</param>
    /// <param name="newest">The id of the newest key the caller knows; null when it knows none.</param>
    /// <returns>Whether it was added.</returns>
    [Alias("TryAddSigningKey"), ResponseTimeout("00:00:10")]
    Task<bool> TryAddSigningKeyAsync(SharedSigningKey key, string? newest);

    /// <summary>Forgets a key. Not an error when it is gone.</summary>
    /// <param name="keyId">The key.</param>
    [Alias("RemoveSigningKey"), ResponseTimeout("00:00:10")]
    Task RemoveSigningKeyAsync(string keyId);
}
