using System.Globalization;
using CallGrains.LoadTest.Limits;
using CallGrains.LoadTest.Reports;

namespace CallGrains.LoadTest.Comparing.Groups;

/// <summary>Creates, adds and removes with their callbacks, on both stores.</summary>
internal sealed class ChangesGroup : IGroup
{
    public string Name => "changes";

    public int Steps(int rounds) => 3 * rounds;

    public async Task<IReadOnlyList<Ratio>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        var reports = await bench.InTurnsAsync(
            [
                new(bench.Limit(Limit.Callbacks), "changes", bench.Load),
                new(bench.Engine("sqlite"), "changes", bench.Load),
                new(bench.Engine("memory"), "changes", bench.Load),
            ],
            null,
            cancellationToken);
        var (limit, sqlite, memory) = (RateOf(reports["L3"]), RateOf(reports["sqlite"]), RateOf(reports["memory"]));
        return
        [
            Posts(Ratio.Of("changes-sqlite", "create, add, remove with callbacks delivered (sqlite), of L3", sqlite, limit, 0.60, "operations/s"), reports["sqlite"], reports["L3"]),
            Posts(Ratio.Of("changes-memory", "the same (memory), of L3", memory, limit, 0.75, "operations/s"), reports["memory"], reports["L3"]),
            Ratio.Of("sqlite-memory", "sqlite, of memory", sqlite, memory, 0.5, "operations/s"),
        ];
    }

    private static Measurement RateOf(List<RunReport> reports) => new([.. reports.Select(static report => report.OperationsPerSecond)]);

    // Roster events that follow each other closely may become one: then fewer posts were made, and that is to be seen.
    private static Ratio Posts(Ratio ratio, List<RunReport> ours, List<RunReport> limit) => ratio with
    {
        Detail = string.Create(CultureInfo.InvariantCulture, $"{ratio.Detail}; {PerOperation(ours):N2} against {PerOperation(limit):N2} callbacks each"),
    };

    private static double PerOperation(List<RunReport> reports) => reports.Average(static report => report.CallbacksPerSecond / report.OperationsPerSecond);
}
