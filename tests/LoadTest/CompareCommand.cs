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
        var commit = new Option<string>("--commit") { Description = "What was measured.", DefaultValueFactory = _ => "unknown" };
        var check = new Option<bool>("--check") { Description = "Compares with the committed ratios instead of writing." };
        var rounds = new Option<int>("--rounds") { Description = "How often each thing is measured, 1 to 9.", DefaultValueFactory = _ => 3 };

        var command = new Command("compare", "Holds the engine against bare endpoints in one run.") { gateway, document, commit, check, rounds };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new ComparisonOptions { Gateway = parsed.GetValue(gateway)!, Rounds = Math.Clamp(parsed.GetValue(rounds), 1, 9) };
            var ratios = await MeasureAsync(options, cancellationToken);
            foreach (var ratio in ratios)
                AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{(ratio.IsMet ? "met" : "NOT")} {ratio.Value:0.00}  {ratio.What}  ({ratio.Detail})");

            if (!parsed.GetValue(check))
            {
                await ComparisonReport.WriteAsync(parsed.GetValue(document)!, Machine(parsed.GetValue(commit)!), ratios, cancellationToken);
                return 0;
            }

            var regressions = await ComparisonReport.RegressionsAsync(parsed.GetValue(document)!, ratios, cancellationToken);
            foreach (var regression in regressions)
                AnsiConsole.MarkupLineInterpolated($"[red]slower than committed[/]: {regression}");
            return regressions.Count == 0 ? 0 : 1;
        });
        return command;
    }

    private static Task<IReadOnlyList<Ratio>> MeasureAsync(ComparisonOptions options, CancellationToken cancellationToken) =>
        AnsiConsole.Progress().StartAsync(async progress =>
        {
            var task = progress.AddTask("starting", maxValue: Comparison.Steps(options));
            return await new Comparison(options, task).RunAsync(cancellationToken);
        });

    private static string Machine(string commit)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);
        var day = TimeProvider.System.GetUtcNow();
        return string.Create(CultureInfo.InvariantCulture,
            $"Measured {day:yyyy-MM-dd} at commit {commit}: {Environment.ProcessorCount} cores, {memory:N0} GiB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}; load, engine and limits share the cores.");
    }
}
