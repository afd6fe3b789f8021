using System.Globalization;
using System.Text;
using CallGrains.LoadTest.Comparing;

namespace CallGrains.LoadTest.Reports;

/// <summary>The comparison as files: the measured part of docs/benchmarks.md, a chart and the ratios beside it.</summary>
internal static class ComparisonReport
{
    private const string Begin = "<!-- measured: written by ./bench -->";
    private const string End = "<!-- /measured -->";
    private const string ChartFile = "benchmarks.svg";

    public static async Task WriteAsync(string document, string machine, IReadOnlyList<Ratio> ratios, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(document))!;
        var text = Insert(await File.ReadAllTextAsync(document, cancellationToken), machine, ratios);
        await File.WriteAllTextAsync(document, text, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, ChartFile), RatioChart.Draw(ratios), cancellationToken);
        await CommittedRatios.WriteAsync(document, ratios, cancellationToken);
    }

    /// <summary>The document with its measured part replaced.</summary>
    public static string Insert(string document, string machine, IReadOnlyList<Ratio> ratios)
    {
        var (from, to) = (document.IndexOf(Begin, StringComparison.Ordinal), document.IndexOf(End, StringComparison.Ordinal));
        return from >= 0 && to > from
            ? $"{document[..(from + Begin.Length)]}\n\n{Table(machine, ratios)}\n{document[to..]}"
            : throw new InvalidDataException($"There is no part between '{Begin}' and '{End}'.");
    }

    private static string Table(string machine, IReadOnlyList<Ratio> ratios)
    {
        var table = new StringBuilder();
        table.Append(machine).Append("\n\n");
        table.Append("| what | ratio (half its spread) | target | met | figures of this machine (median, half the spread) |\n");
        table.Append("|---|---|---|---|---|\n");
        foreach (var ratio in ratios)
        {
            table.Append(CultureInfo.InvariantCulture,
                $"| {ratio.What} | **{ratio.Value:0.00}**{Measurement.Text(ratio.Spread)} | {(ratio.AtLeast ? "≥" : "≤")} {ratio.Target:0.##} | {(ratio.IsMet ? "yes" : "**no**")} | {ratio.Detail} |\n");
        }

        return table.Append("\n![Share of the target reached](benchmarks.svg)\n").ToString();
    }
}
