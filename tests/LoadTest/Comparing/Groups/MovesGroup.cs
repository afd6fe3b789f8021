using CallGrains.LoadTest.Limits;
using CallGrains.LoadTest.Reports;

namespace CallGrains.LoadTest.Comparing.Groups;

/// <summary>Moves that took place, against a server that only answers the same requests.</summary>
internal sealed class MovesGroup : IGroup
{
    private static readonly (string, string) WithoutCallbacks = ("CallGrains__Callbacks__Enabled", "false");

    public string Name => "moves";

    public int Steps(int rounds) => 3 * rounds;

    public async Task<IReadOnlyList<Ratio>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        var reports = await bench.InTurnsAsync(
            [
                new(bench.Limit(Limit.Signed), "move-requests", bench.Load),
                new(bench.Engine("sqlite", null, WithoutCallbacks), "moves", bench.Load),
                new(bench.Engine("memory", null, WithoutCallbacks), "moves", bench.Load),
            ],
            null,
            cancellationToken);
        var limit = new Measurement([.. reports["L2"].Select(static report => report.OperationsPerSecond)]);
        return [Row("memory", 0.30), Row("sqlite", 0.15)];

        Ratio Row(string store, double target)
        {
            var off = reports[store].Sum(static report => report.CallbacksPerSecond) == 0;
            var moved = new Measurement([.. reports[store].Select(MovesPerSecond)]);
            return Ratio.Of(
                $"moves-{store}", $"moveHere completed, {(off ? "callbacks off" : "callbacks delivered")} ({store}), of L2's requests", moved, limit, target, "/s");
        }
    }

    // Those accepted: that each then took place is what the profile fails without.
    private static double MovesPerSecond(RunReport report) => report.Operations["move"].Count / report.Seconds;
}
