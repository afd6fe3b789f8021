using CallGrains.LoadTest.Comparing.Servers;
using CallGrains.LoadTest.Limits;
using CallGrains.LoadTest.Reports;

namespace CallGrains.LoadTest.Comparing.Groups;

/// <summary>Latencies at half of what the engine can do at most, at the same rate for both, in an open loop.</summary>
internal sealed class LatencyGroup : IGroup
{
    private const int OperationsOfAConversation = 8;

    // The processes are warm by then; this lets what the rest has put to sleep wake up.
    private static readonly TimeSpan Awakening = TimeSpan.FromSeconds(1);

    public string Name => "latency";

    public int Steps(int rounds) => 2 + (2 * rounds);

    public async Task<IReadOnlyList<Ratio>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        var (limit, engine) = (bench.Limit(Limit.Callbacks), bench.Engine("sqlite"));
        using var limitServer = await limit.StartAsync(cancellationToken);
        using var engineServer = await engine.StartAsync(cancellationToken);

        // Both are burnt in under full load; the peak of the engine sets the rate of both.
        _ = await PeakAsync(bench, limit, limitServer, cancellationToken);
        var peak = await PeakAsync(bench, engine, engineServer, cancellationToken);
        var steady = bench.Load with { MaxWarmUp = Awakening, Duration = bench.Options.Measured * 1.5, Rate = peak / 2 / OperationsOfAConversation };
        List<RunReport> theirs = [], ours = [];
        for (var round = 0; round < bench.Options.Rounds; round++)
        {
            foreach (var (contender, server, reports) in new[] { (limit, limitServer, theirs), (engine, engineServer, ours) })
            {
                bench.Step($"steady, {contender.Name}, {steady.Rate:N0} conversations/s, round {round + 1}");
                reports.Add(await Bench.RunAsync(new(contender, "steady", steady), server, cancellationToken));
            }
        }

        return
        [
            Row("answer-p99", "p99 of an accepted answer at half of peak (sqlite), of L3's", static report => report.Answers.P99),
            Row("callback-p50", "accept to callback, p50, at half of peak (sqlite), of L3's", static report => report.Callbacks.P50),
            Row("callback-p99", "accept to callback, p99, at half of peak (sqlite), of L3's", static report => report.Callbacks.P99),
        ];

        Ratio Row(string id, string what, Func<RunReport, double> figure) => Ratio.Of(
            id, what, new([.. ours.Select(figure)]), new([.. theirs.Select(figure)]), 3, "ms", atLeast: false, format: "N2");
    }

    private static async Task<double> PeakAsync(Bench bench, Contender contender, ServerProcess server, CancellationToken cancellationToken)
    {
        bench.Step($"mix, {contender.Name}");
        var burningIn = bench.Load with { Duration = bench.Options.BurnIn };
        _ = await Bench.RunAsync(new(contender, "mix", burningIn), server, cancellationToken);
        return (await Bench.RunAsync(new(contender, "mix", bench.Load), server, cancellationToken)).OperationsPerSecond;
    }
}
