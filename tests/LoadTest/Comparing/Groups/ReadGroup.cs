using CallGrains.LoadTest.Limits;

namespace CallGrains.LoadTest.Comparing.Groups;

/// <summary>Reads of calls and rosters.</summary>
internal sealed class ReadGroup : IGroup
{
    public string Name => "read";

    public int Steps(int rounds) => 2 * rounds;

    public async Task<IReadOnlyList<Ratio>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        var reports = await bench.InTurnsAsync(
            [new(bench.Limit(Limit.Signed), "read", bench.Load), new(bench.Engine("sqlite"), "read", bench.Load)], null, cancellationToken);
        var rates = reports.ToDictionary(
            static pair => pair.Key, static pair => new Measurement([.. pair.Value.Select(static report => report.OperationsPerSecond)]), StringComparer.Ordinal);
        return [Ratio.Of("read", "GET call and participants, of L2", rates["sqlite"], rates["L2"], 0.85, "requests/s")];
    }
}
