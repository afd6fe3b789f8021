using CallGrains.Embedded.Store;

namespace CallGrains.Embedded.Hosting;

/// <summary>Writes to the store to see whether it can be written.</summary>
/// <param name="meta">Where to write.</param>
/// <param name="time">The clock of the machine.</param>
internal sealed class StoreHealth(MetaTable meta, TimeProvider time) : IStoreHealth
{
    public ValueTask CheckAsync(CancellationToken cancellationToken) => meta.ProbeAsync(time.GetUtcNow(), cancellationToken);
}
