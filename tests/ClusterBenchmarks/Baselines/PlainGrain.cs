using CallGrains.Grains.Abstractions;
using CallGrains.Grains.Calls;
using CallGrains.Grains.Hosting;

namespace CallGrains.ClusterBenchmarks.Baselines;

/// <summary>Echoes, with or without a write.</summary>
/// <param name="row">A row like that of a call.</param>
[GrainType("callgrains.bench.plain")]
public sealed class PlainGrain([PersistentState("plain", GrainStores.Provider)] IPersistentState<CallRow> row) : Grain, IPlainGrain
{
    /// <inheritdoc/>
    public Task<Payload> EchoAsync(Payload command, int replySize) => Task.FromResult(new Payload(new byte[replySize]));

    /// <inheritdoc/>
    public async Task<Payload> WriteAsync(Payload command, int replySize, int stateSize)
    {
        row.State = new() { State = new byte[stateSize] };
        await row.WriteStateAsync();
        return new(new byte[replySize]);
    }
}
