using System.Globalization;
using System.Text;
using System.Text.Json;
using CallGrains.LoadTest.Comparing;

namespace CallGrains.LoadTest.Reports;

/// <summary>The comparison as files: the measured part of docs/benchmarks.md, a chart beside it, and the ratios for the regression check.</summary>
internal static class ComparisonReport
{
    private const string Begin = "<!-- measured: written by ./bench -->";
    private const string End = "<!-- /measured -->";
    private const string RatiosFile = "benchmarks.json";
    private const string ChartFile = "benchmarks.svg";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static async Task WriteAsync(string document, string machine, IReadOnlyList<Ratio> ratios, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(document))!;
        var text = await File.ReadAllTextAsync(document, cancellationToken);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (from < 0 || to < from)
            throw new InvalidDataException($"{document} has no part between '{Begin}' and '{End}'.");

        text = $"{text[..(from + Begin.Length)]}\n\n{Table(machine, ratios)}\n{text[to..]}";
        await File.WriteAllTextAsync(document, text, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, ChartFile), RatioChart.Draw(ratios), cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(folder, RatiosFile),
            JsonSerializer.Serialize(ratios.ToDictionary(static ratio => ratio.Id, static ratio => Math.Round(ratio.Value, 3)), Indented) + "\n",
            cancellationToken);
    }

    /// <summary>The ratios that fell below 85 % of the committed ones.</summary>
    public static async Task<IReadOnlyList<string>> RegressionsAsync(string document, IReadOnlyList<Ratio> ratios, CancellationToken cancellationToken)
    {
        const double tolerated = 0.85;
        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(document))!, RatiosFile);
        var committed = JsonSerializer.Deserialize<Dictionary<string, double>>(await File.ReadAllTextAsync(path, cancellationToken))!;
        return [.. from ratio in ratios
                   where committed.TryGetValue(ratio.Id, out var before)
                       && (ratio.AtLeast ? ratio.Value < before * tolerated : ratio.Value > before / tolerated)
                   select string.Create(CultureInfo.InvariantCulture, $"{ratio.What}: {ratio.Value:0.00}, was {committed[ratio.Id]:0.00}")];
    }

    private static string Table(string machine, IReadOnlyList<Ratio> ratios)
    {
        var table = new StringBuilder();
        table.AppendLine(machine).AppendLine();
        table.AppendLine("| what | ratio | target | met | figures of this machine (median, half the spread) |");
        table.AppendLine("|---|---|---|---|---|");
        foreach (var ratio in ratios)
        {
            table.AppendLine(CultureInfo.InvariantCulture,
                $"| {ratio.What} | **{ratio.Value:0.00}** | {(ratio.AtLeast ? "≥" : "≤")} {ratio.Target:0.##} | {(ratio.IsMet ? "yes" : "**no**")} | {ratio.Detail} |");
        }

        table.AppendLine().AppendLine("![Share of the target reached](benchmarks.svg)");
        return table.ToString();
    }
}
