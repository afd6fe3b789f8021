using System.Security.Cryptography;
using CallGrains.Calls.Ids;
using CallGrains.Grains.Abstractions.Keys;
using CallGrains.Grains.Hosting;

namespace CallGrains.Grains.Keys;

/// <summary>Keeps the secrets of the cluster.</summary>
/// <param name="ring">Where they are stored.</param>
[GrainType("callgrains.keys")]
public sealed class KeyRingGrain([PersistentState(GrainStores.Keys, GrainStores.Provider)] IPersistentState<KeyRingState> ring)
    : Grain, IKeyRingGrain
{
    /// <inheritdoc/>
    public async Task<byte[]> GetIdSecretAsync()
    {
        if (ring.State.IdSecret.Length > 0)
            return ring.State.IdSecret;

        var secret = RandomNumberGenerator.GetBytes(CallIds.MinSecretSize * 2);
        ring.State.IdSecret = secret;
        await WriteAsync();
        return secret;
    }

    /// <inheritdoc/>
    public Task<SharedSigningKey[]> GetSigningKeysAsync() => Task.FromResult(ring.State.SigningKeys.ToArray());

    /// <inheritdoc/>
    public async Task<bool> TryAddSigningKeyAsync(SharedSigningKey key, string? newest)
    {
        if (ring.State.SigningKeys.LastOrDefault()?.KeyId != newest)
            return false;

        ring.State.SigningKeys = ring.State.SigningKeys.Add(key);
        await WriteAsync();
        return true;
    }

    /// <inheritdoc/>
    public async Task RemoveSigningKeyAsync(string keyId)
    {
        var left = ring.State.SigningKeys.RemoveAll(key => key.KeyId == keyId);
        if (left.Length == ring.State.SigningKeys.Length)
            return;

        ring.State.SigningKeys = left;
        await WriteAsync();
    }

    // What could not be written must not be seen: the grain leaves memory, and the next caller meets what is stored.
    private async Task WriteAsync()
    {
        try
        {
            await ring.WriteStateAsync();
        }
        catch (Exception)
        {
            DeactivateOnIdle();
            throw;
        }
    }
}
