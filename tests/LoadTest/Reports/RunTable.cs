using System.Globalization;
using CallGrains.LoadTest.Measuring;
using Spectre.Console;

namespace CallGrains.LoadTest.Reports;

/// <summary>Shows a run while it goes on, and its result.</summary>
internal static class RunTable
{
    /// <summary>Runs something with a live table of its latencies.</summary>
    public static Task LiveAsync(RunStats stats, Func<Task> run) => AnsiConsole.Live(Build(stats)).StartAsync(async context =>
    {
        var running = run();
        while (await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System)) != running)
            context.UpdateTarget(Build(stats));

        context.UpdateTarget(Build(stats));
        await running;
    });

    public static void Write(RunReport report)
    {
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"[bold]{report.Profile}[/]: {report.OperationsPerSecond:N0} operations/s, {report.CallbacksPerSecond:N0} callbacks/s over {report.Seconds:N1} s");
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"callback after request: p50 {report.Callbacks.P50:N1} ms, p99 {report.Callbacks.P99:N1} ms");
        foreach (var (name, value) in report.Figures)
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{name}: {value:N2}");
        foreach (var (what, count) in report.Failures)
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[red]{count} x {what}[/]");
    }

    private static Table Build(RunStats stats)
    {
        var table = new Table().AddColumns("operation", "count", "p50 ms", "p90 ms", "p99 ms", "p99.9 ms");
        foreach (var (name, histogram) in stats.Operations.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
            AddRow(table, name, histogram);

        AddRow(table, "all", stats.All);
        return table;
    }

    private static void AddRow(Table table, string name, LatencyHistogram histogram)
    {
        var latency = Latency.Of(histogram);
        table.AddRow(name, $"{latency.Count:N0}", $"{latency.P50:N2}", $"{latency.P90:N2}", $"{latency.P99:N2}", $"{latency.P999:N2}");
    }
}
