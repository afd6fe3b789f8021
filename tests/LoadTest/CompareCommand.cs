using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using CallGrains.LoadTest.Comparing;
using CallGrains.LoadTest.Reports;
using Spectre.Console;

namespace CallGrains.LoadTest;

/// <summary><c>compare --gateway …</c>: the engine against the limits; rewrites docs/benchmarks.md or checks it.</summary>
internal static class CompareCommand
{
    public static Command Build()
    {
        var gateway = new Option<string>("--gateway") { Description = "The built gateway, CallGrains.Gateway.dll.", Required = true };
        var document = new Option<string>("--document") { Description = "Where the results stand.", DefaultValueFactory = _ => "docs/benchmarks.md" };
        var data = new Option<string>("--data") { Description = "Where stores are put meanwhile; about 2 GiB on a disk.", DefaultValueFactory = _ => "artifacts/bench" };
        var commit = new Option<string>("--commit") { Description = "What was measured.", DefaultValueFactory = _ => "unknown" };
        var check = new Option<bool>("--check") { Description = "Compares with the committed ratios instead of writing." };
        var rounds = new Option<int>("--rounds") { Description = "How often each thing is measured, 1 to 9.", DefaultValueFactory = _ => 3 };
        var only = new Option<string[]>("--only") { Description = $"Runs one group and writes nothing: {string.Join(", ", Comparison.Names)}." };
        only.AcceptOnlyFromAmong([.. Comparison.Names]);

        var command = new Command("compare", "Holds the engine against bare endpoints in one run.") { gateway, document, data, commit, check, rounds, only };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new ComparisonOptions
            {
                Gateway = parsed.GetValue(gateway)!,
                DataPath = parsed.GetValue(data)!,
                Rounds = Math.Clamp(parsed.GetValue(rounds), 1, 9),
                Only = parsed.GetValue(only) ?? [],
            };
            var ratios = await MeasureAsync(options, cancellationToken);
            foreach (var ratio in ratios)
                AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{(ratio.IsMet ? "met" : "NOT")} {ratio.Value:0.00}{Measurement.Text(ratio.Spread)}  {ratio.What}  ({ratio.Detail})");

            if (parsed.GetValue(check))
                return await CheckAsync(parsed.GetValue(document)!, ratios, cancellationToken);
            if (options.Only.Count == 0)
                await ComparisonReport.WriteAsync(parsed.GetValue(document)!, Machine(parsed.GetValue(commit)!), ratios, cancellationToken);
            return 0;
        });
        return command;
    }

    private static Task<IReadOnlyList<Ratio>> MeasureAsync(ComparisonOptions options, CancellationToken cancellationToken) =>
        AnsiConsole.Progress().StartAsync(progress => Comparison.RunAsync(options, progress.AddTask("starting"), cancellationToken));

    private static async Task<int> CheckAsync(string document, IReadOnlyList<Ratio> ratios, CancellationToken cancellationToken)
    {
        var committed = await CommittedRatios.ReadAsync(document, cancellationToken);
        foreach (var ratio in ratios.Where(ratio => !committed.Values.ContainsKey(ratio.Id)))
            AnsiConsole.MarkupLineInterpolated($"[yellow]not committed yet[/]: {ratio.What}");

        var worse = committed.WorseIn(ratios);
        foreach (var line in worse)
            AnsiConsole.MarkupLineInterpolated($"[red]worse than committed[/]: {line}");
        return worse.Count == 0 ? 0 : 1;
    }

    private static string Machine(string commit)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);
        var day = TimeProvider.System.GetUtcNow();
        return string.Create(CultureInfo.InvariantCulture,
            $"Measured {day:yyyy-MM-dd} at commit {commit}: {Environment.ProcessorCount} cores, {memory:N0} GiB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}; load, engine and limits share the cores.");
    }
}
