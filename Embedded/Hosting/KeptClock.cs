using CallGrains.Embedded.Store;
using CallGrains.Endpoints.Clock;

namespace CallGrains.Embedded.Hosting;

/// <summary>The virtual clock; where it stands is kept, so that after a restart time does not go back.</summary>
/// <param name="time">The clock.</param>
/// <param name="meta">Where it is kept.</param>
internal sealed class KeptClock(VirtualTimeProvider time, MetaTable meta) : IVirtualClock
{
    public DateTimeOffset Now => time.Now;

    public async Task AdvanceAsync(TimeSpan by, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        await meta.SaveClockAsync(time.Now + by, cancellationToken);
        await time.AdvanceAsync(by, cancellationToken);

        // Others may have advanced it meanwhile.
        await meta.SaveClockAsync(time.Now, cancellationToken);
    }
}
