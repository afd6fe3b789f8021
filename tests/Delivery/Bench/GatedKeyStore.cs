using CallGrains.Delivery.Signing;

namespace CallGrains.Delivery.Bench;

/// <summary>A store of signing keys that can be made to wait or to fail when one is added.</summary>
internal sealed class GatedKeyStore : ISigningKeyStore
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _faults;
    private int _waiting;

    public MemorySigningKeyStore Inner { get; } = new();

    /// <summary>How many additions came.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>How many additions fail from now on.</summary>
    public int Faults
    {
        init => _faults = value;
    }

    /// <summary>Keys are stored.</summary>
    public void Open() => _gate.TrySetResult();

    public ValueTask<IReadOnlyList<StoredSigningKey>> LoadAsync(CancellationToken cancellationToken) => Inner.LoadAsync(cancellationToken);

    public async ValueTask<bool> TryAddAsync(StoredSigningKey key, string? newest, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        if (Interlocked.Decrement(ref _faults) >= 0)
            throw new IOException("The disk is full.");

        await _gate.Task.WaitAsync(cancellationToken);
        return await Inner.TryAddAsync(key, newest, cancellationToken);
    }

    public ValueTask RemoveAsync(string keyId, CancellationToken cancellationToken) => Inner.RemoveAsync(keyId, cancellationToken);
}
