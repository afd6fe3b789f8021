using CallGrains.LoadTest.Limits;
using CallGrains.LoadTest.Measuring;
using CallGrains.LoadTest.Profiles;
using CallGrains.LoadTest.Reports;
using Spectre.Console;

namespace CallGrains.LoadTest.Comparing;

/// <summary>
/// Holds the engine against the limits, in one run on one machine. What is compared takes turns, so that the moods of the
/// machine fall on all alike; the ratio of the medians is the result.
/// </summary>
internal sealed class Comparison(ComparisonOptions options, ProgressTask progress)
{
    private readonly byte[] _key = Enumerable.Range(1, 32).Select(static i => (byte)i).ToArray();
    private readonly string _data = Directory.CreateTempSubdirectory("callgrains-bench").FullName;
    private int _folders;

    /// <summary>How many steps <see cref="RunAsync"/> takes, for a progress bar.</summary>
    public static int Steps(ComparisonOptions options) => (options.Rounds * (2 + 3 + 3)) + (options.Rounds * 2) + (options.Rounds * 2) + (options.Rounds * 2) + 2;

    public async Task<IReadOnlyList<Ratio>> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var ratios = new List<Ratio>();
            await ReadsAsync(ratios, cancellationToken);
            var sqlite = await MixAsync(ratios, cancellationToken);
            await MovesAsync(ratios, cancellationToken);
            await LatencyAsync(ratios, sqlite / 2, cancellationToken);
            await StartAsync(ratios, cancellationToken);
            await IdleAsync(ratios, cancellationToken);
            ratios.AddRange(await new DeliveryComparison(options).RunAsync(Step, cancellationToken));
            Step("size of a call");
            ratios.Add(CallSize.Measure());
            return ratios;
        }
        finally
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    private async Task ReadsAsync(List<Ratio> ratios, CancellationToken cancellationToken)
    {
        var rates = await ThroughputAsync("read", [Limit(Limits.Limit.Signed), Engine("memory")], cancellationToken);
        ratios.Add(Against("read", "GET call and participants, of L2", rates["memory"], rates["L2"], 0.85, "requests/s"));
    }

    private async Task<double> MixAsync(List<Ratio> ratios, CancellationToken cancellationToken)
    {
        var rates = await ThroughputAsync("mix", [Limit(Limits.Limit.Callbacks), Engine("sqlite"), Engine("memory")], cancellationToken);
        ratios.Add(Against("mix-sqlite", "create, add, remove with callbacks delivered (sqlite), of L3", rates["sqlite"], rates["L3"], 0.60, "operations/s"));
        ratios.Add(Against("mix-memory", "the same (memory), of L3", rates["memory"], rates["L3"], 0.75, "operations/s"));
        ratios.Add(Against("sqlite-memory", "sqlite, of memory", rates["sqlite"], rates["memory"], 0.5, "operations/s"));
        return rates["sqlite"].Median;
    }

    private async Task MovesAsync(List<Ratio> ratios, CancellationToken cancellationToken)
    {
        var limit = await ThroughputAsync("read", [Limit(Limits.Limit.Signed)], cancellationToken);
        var rates = await ThroughputAsync("moves", [Engine("sqlite"), Engine("memory")], cancellationToken);
        ratios.Add(Against("moves-memory", "moveHere completed, callbacks delivered (memory), of L2's requests", rates["memory"], limit["L2"], 0.30, "/s"));
        ratios.Add(Against("moves-sqlite", "moveHere completed, callbacks delivered (sqlite), of L2's requests", rates["sqlite"], limit["L2"], 0.15, "/s"));
    }

    private async Task LatencyAsync(List<Ratio> ratios, double operationsPerSecond, CancellationToken cancellationToken)
    {
        // A conversation is eight operations.
        var load = Load() with { Rate = operationsPerSecond / 8 };
        var reports = await RunInTurnsAsync("steady", load, [Limit(Limits.Limit.Callbacks), Engine("sqlite")], cancellationToken);
        Add("answer-p99", "p99 of an accepted answer at half of peak (sqlite), of L3's", static report => report.Answers.P99);
        Add("callback-p50", "accept to callback, p50, at half of peak (sqlite), of L3's", static report => report.Callbacks.P50);
        Add("callback-p99", "accept to callback, p99, at half of peak (sqlite), of L3's", static report => report.Callbacks.P99);

        void Add(string id, string what, Func<RunReport, double> figure) => ratios.Add(Against(
            id, what, new([.. reports["sqlite"].Select(figure)]), new([.. reports["L3"].Select(figure)]), 3, "ms", atLeast: false));
    }

    private async Task StartAsync(List<Ratio> ratios, CancellationToken cancellationToken)
    {
        var times = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var contender in (Contender[])[Limit(Limits.Limit.Http), Engine("sqlite")])
            {
                Step($"start {contender.Name}");
                using var server = await contender.StartAsync(cancellationToken);
                times.TryAdd(contender.Name, []);
                times[contender.Name].Add(server.ToReady.TotalMilliseconds);
            }
        }

        ratios.Add(Against("start", "start to ready, empty store, of an empty ASP.NET app's", new(times["sqlite"]), new(times["L1"]), 1.5, "ms", atLeast: false));
    }

    private async Task IdleAsync(List<Ratio> ratios, CancellationToken cancellationToken)
    {
        Step($"{options.IdleCalls} idle calls");
        using var server = await Engine("sqlite").StartAsync(cancellationToken);
        await RunCommand.RunAsync("idle", server.Connection, Load() with { Count = 1_000 }, new(), cancellationToken);
        var before = server.ResidentBytes;
        await RunCommand.RunAsync("idle", server.Connection, Load() with { Count = options.IdleCalls }, new(), cancellationToken);
        var each = (double)(server.ResidentBytes - before) / options.IdleCalls;
        ratios.Add(new("idle", "bytes a connected idle call, of 3 KiB", each / (3 * 1024), 1, AtLeast: false, $"{each:N0} bytes each, {options.IdleCalls:N0} calls"));
    }

    private async Task<Dictionary<string, Measurement>> ThroughputAsync(string profile, Contender[] contenders, CancellationToken cancellationToken) =>
        (await RunInTurnsAsync(profile, Load(), contenders, cancellationToken)).ToDictionary(
            static pair => pair.Key,
            pair => new Measurement([.. pair.Value.Select(report => RateOf(profile, report))]),
            StringComparer.Ordinal);

    private async Task<Dictionary<string, List<RunReport>>> RunInTurnsAsync(
        string profile, LoadOptions load, Contender[] contenders, CancellationToken cancellationToken)
    {
        var reports = contenders.ToDictionary(static contender => contender.Name, static _ => new List<RunReport>(), StringComparer.Ordinal);
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var contender in contenders)
            {
                Step($"{profile} {contender.Name}");
                using var server = await contender.StartAsync(cancellationToken);
                await RunCommand.RunAsync(profile, server.Connection, load with { Duration = options.WarmUp }, new(), cancellationToken);
                var report = await RunCommand.RunAsync(profile, server.Connection, load, new RunStats(), cancellationToken);
                if (report.Failures.Count > 0)
                    throw new InvalidOperationException($"{profile} on {contender.Name} failed: {string.Join("; ", report.Failures.Keys)}");

                reports[contender.Name].Add(report);
            }
        }

        return reports;
    }

    private static double RateOf(string profile, RunReport report) =>
        profile == "moves" ? report.Operations["move"].Count / report.Seconds : report.OperationsPerSecond;

    private static Ratio Against(string id, string what, Measurement ours, Measurement limit, double target, string unit, bool atLeast = true) =>
        new(id, what, ours.Median / limit.Median, target, atLeast,
            $"{ours.Median:N0} (±{ours.Spread:P0}) against {limit.Median:N0} (±{limit.Spread:P0}) {unit}");

    private LoadOptions Load() => new(options.Measured, options.Workers, Rate: 1, Count: 100, Seed: 1);

    private Contender Limit(Limit limit) => Contender.Of(limit, _key);

    private Contender Engine(string store) => Contender.Engine(options.Gateway, store, Path.Combine(_data, $"{_folders++}"), _key);

    private void Step(string what)
    {
        progress.Description = what;
        progress.Increment(1);
    }
}
