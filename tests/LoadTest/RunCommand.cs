using System.CommandLine;
using CallGrains.LoadTest.Client;
using CallGrains.LoadTest.Measuring;
using CallGrains.LoadTest.Profiles;
using CallGrains.LoadTest.Reports;
using CallGrains.LoadTest.Sink;

namespace CallGrains.LoadTest;

/// <summary><c>run PROFILE --connect …</c>: one profile against one gateway.</summary>
internal static class RunCommand
{
    public static Command Build()
    {
        var profile = new Argument<string>("profile") { Description = $"What to do: {string.Join(", ", Profile.All.Keys)}." };
        profile.AcceptOnlyFromAmong([.. Profile.All.Keys]);
        var connect = new Option<string>("--connect") { Description = "The connection string of the gateway.", Required = true };
        var seconds = new Option<int>("--seconds") { Description = "How long to measure, 1 to 3600.", DefaultValueFactory = _ => 15 };
        var warmUp = new Option<int>("--warm-up") { Description = "How long to go on unmeasured at most, until throughput no longer rises, 0 to 60.", DefaultValueFactory = _ => 0 };
        var workers = new Option<int>("--workers") { Description = "Conversations side by side, where no rate is fixed.", DefaultValueFactory = _ => 64 };
        var rate = new Option<double>("--rate") { Description = "Conversations begun each second, for steady.", DefaultValueFactory = _ => 50 };
        var count = new Option<int>("--count") { Description = "Calls for idle, participants for big.", DefaultValueFactory = _ => 340 };
        var seed = new Option<int>("--seed") { Description = "What random choices follow from.", DefaultValueFactory = _ => 1 };
        var json = new Option<string?>("--json") { Description = "Where to write the result." };
        var chart = new Option<string?>("--chart") { Description = "Where to draw the result, an SVG file." };

        var command = new Command("run", "Runs one profile.") { profile, connect, seconds, warmUp, workers, rate, count, seed, json, chart };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new LoadOptions(
                TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(seconds), 1, 3600)),
                TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(warmUp), 0, 60)),
                Math.Clamp(parsed.GetValue(workers), 1, 10_000),
                Math.Clamp(parsed.GetValue(rate), 0.1, 100_000),
                Math.Clamp(parsed.GetValue(count), 1, 10_000_000),
                parsed.GetValue(seed));
            var stats = new RunStats();
            RunReport? report = null;
            await RunTable.LiveAsync(stats, async () =>
                report = await RunAsync(parsed.GetValue(profile)!, ConnectionString.Parse(parsed.GetValue(connect)!), options, stats, cancellationToken));
            RunTable.Write(report!);
            if (parsed.GetValue(json) is { } path)
                await report!.SaveAsync(path, cancellationToken);
            if (parsed.GetValue(chart) is { } picture)
                await File.WriteAllTextAsync(picture, RunChart.Draw(report!), cancellationToken);

            return report!.Failures.Count == 0 ? 0 : 1;
        });
        return command;
    }

    /// <summary>Runs a profile and reports on it.</summary>
    public static async Task<RunReport> RunAsync(
        string profile, ConnectionString target, LoadOptions options, RunStats stats, CancellationToken cancellationToken)
    {
        await using var sink = await CallbackSink.StartAsync();
        using var client = new SignedClient(target, maxConnections: Math.Max(64, options.Workers));
        var load = new LoadContext(client, sink, options, stats);
        load.Begin();
        await Profile.All[profile](load, cancellationToken);
        load.End();
        return RunReport.Of(profile, stats, sink.Latency);
    }
}
