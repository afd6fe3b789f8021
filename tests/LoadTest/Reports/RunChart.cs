using System.Globalization;
using System.Text;

namespace CallGrains.LoadTest.Reports;

/// <summary>Draws one run as SVG: throughput over time, and below it the latencies of each operation.</summary>
internal static class RunChart
{
    private const int Width = 760;
    private const int Left = 150;
    private const int Right = 20;
    private const int PlotTop = 40;
    private const int PlotHeight = 180;
    private const int RowHeight = 22;

    // Latencies are drawn on a scale of powers of ten, from a hundredth of a millisecond.
    private const double Least = 0.01;

    private static readonly (string Color, Func<Latency, double> Of)[] Marks =
        [("#2e7d32", static one => one.P50), ("#f9a825", static one => one.P90), ("#c62828", static one => one.P99), ("#6a1b9a", static one => one.P999)];

    public static string Draw(RunReport report)
    {
        var rows = report.Operations
            .Append(new("callback", report.Callbacks))
            .Where(static row => row.Value.Count > 0)
            .ToList();
        var height = PlotTop + PlotHeight + 70 + (rows.Count * RowHeight);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" font-family="sans-serif" font-size="12" role="img" aria-label="A run of {report.Profile}">
            <rect width="{Width}" height="{height}" fill="#ffffff"/>
            <text x="10" y="20" font-size="14" font-weight="bold">{report.Profile}: {report.OperationsPerSecond:N0} operations/s over {report.Seconds:N1} s</text>

            """);
        Throughput(svg, report);
        var top = PlotTop + PlotHeight + 50;
        var most = Math.Max(Least * 10, rows.Select(static row => row.Value.P999).DefaultIfEmpty(1).Max());
        svg.Append(CultureInfo.InvariantCulture, $"""
            <text x="10" y="{top - 10}">latency in ms, from {Least} to {most:N0}: p50 green, p90 yellow, p99 red, p99.9 violet</text>

            """);
        for (var i = 0; i < rows.Count; i++)
            Row(svg, rows[i].Key, rows[i].Value, most, top + (i * RowHeight));

        return svg.Append("</svg>\n").ToString();
    }

    private static void Throughput(StringBuilder svg, RunReport report)
    {
        var most = Math.Max(1, report.Windows.Select(static window => window.PerSecond).DefaultIfEmpty(1).Max());
        var bottom = PlotTop + PlotHeight;
        var points = report.Windows.Select(window => string.Create(
            CultureInfo.InvariantCulture,
            $"{Left + (window.Second / report.Seconds * (Width - Left - Right)):0.#},{bottom - (window.PerSecond / most * PlotHeight):0.#}"));
        svg.Append(CultureInfo.InvariantCulture, $"""
            <path d="M{Left},{PlotTop} V{bottom} H{Width - Right}" fill="none" stroke="#333333"/>
            <text x="{Left - 8}" y="{PlotTop + 10}" text-anchor="end">{most:N0} /s</text>
            <text x="{Left - 8}" y="{bottom}" text-anchor="end">0</text>
            <text x="{Width - Right}" y="{bottom + 16}" text-anchor="end">{report.Seconds:N0} s</text>
            <polyline points="{string.Join(' ', points)}" fill="none" stroke="#1565c0" stroke-width="2"/>

            """);
    }

    private static void Row(StringBuilder svg, string name, Latency latency, double most, int y)
    {
        svg.Append(CultureInfo.InvariantCulture, $"""
            <text x="10" y="{y + 14}">{name} ({latency.Count:N0})</text>
            <line x1="{Left}" y1="{y + 10}" x2="{Width - Right}" y2="{y + 10}" stroke="#dddddd"/>

            """);
        foreach (var (color, of) in Marks)
        {
            var share = Math.Log(Math.Max(of(latency), Least) / Least) / Math.Log(most / Least);
            svg.Append(CultureInfo.InvariantCulture, $"""
                <circle cx="{Left + (share * (Width - Left - Right)):0.#}" cy="{y + 10}" r="5" fill="{color}"><title>{of(latency):N2} ms</title></circle>

                """);
        }
    }
}
