using System.Security.Cryptography;
using Microsoft.Extensions.ObjectPool;

namespace CallGrains.Gateway.Auth;

/// <summary>An access key at work. Keyed hashes are kept and used again: to set one up costs more than to hash a request.</summary>
/// <param name="key">The key.</param>
internal sealed class HmacKey(byte[] key)
{
    private readonly ObjectPool<IncrementalHash> _hashes = new DefaultObjectPool<IncrementalHash>(new HashPolicy(key));

    /// <summary>Whether the key made this signature of the text; takes the same time whatever is wrong with it.</summary>
    public bool Signed(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var hash = _hashes.Get();
        hash.AppendData(text);
        _ = hash.GetHashAndReset(expected);
        _hashes.Return(hash);
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }

    private sealed class HashPolicy(byte[] key) : PooledObjectPolicy<IncrementalHash>
    {
        public override IncrementalHash Create() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);

        public override bool Return(IncrementalHash obj) => true;
    }
}
