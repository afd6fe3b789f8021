using CallGrains.LoadTest.Comparing.Payloads;
using CallGrains.LoadTest.Comparing.Servers;
using CallGrains.LoadTest.Limits;

namespace CallGrains.LoadTest.Comparing.Groups;

/// <summary>No ratio, but the ground of all: that a limit carries as many bytes as the engine, in answers and in callbacks.</summary>
internal sealed class PayloadGroup : IGroup
{
    public string Name => "payloads";

    public int Steps(int rounds) => 2;

    public async Task<IReadOnlyList<Ratio>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        var ours = await WeighAsync(bench, bench.Engine("memory"), cancellationToken);
        var limit = await WeighAsync(bench, bench.Limit(Limit.Callbacks), cancellationToken);
        var others = limit.ToDictionary(static sizes => sizes.What, StringComparer.Ordinal);
        var differences = ours.Select(sizes => sizes.DifferenceFrom(others.GetValueOrDefault(sizes.What))).OfType<string>().ToList();
        return differences.Count == 0
            ? []
            : throw new InvalidDataException($"Engine and limit do not carry the same: {string.Join("; ", differences)}.");
    }

    private static async Task<IReadOnlyList<WireSizes>> WeighAsync(Bench bench, Contender contender, CancellationToken cancellationToken)
    {
        bench.Step($"sizes of messages, {contender.Name}");
        using var server = await contender.StartAsync(cancellationToken);
        return await WireConversation.HoldAsync(server.Connection, cancellationToken);
    }
}
