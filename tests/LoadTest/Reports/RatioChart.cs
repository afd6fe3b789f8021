using System.Globalization;
using System.Text;
using CallGrains.LoadTest.Comparing;

namespace CallGrains.LoadTest.Reports;

/// <summary>Draws ratios as bars against their targets, as SVG.</summary>
internal static class RatioChart
{
    private const int Width = 1000;
    private const int RowHeight = 34;
    private const int Left = 600;
    private const int Scale = 150;

    public static string Draw(IReadOnlyList<Ratio> ratios)
    {
        var svg = new StringBuilder();
        var height = (ratios.Count * RowHeight) + 40;
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" font-family="sans-serif" font-size="12" role="img" aria-label="Ratios against their targets">
            <rect width="{Width}" height="{height}" fill="#ffffff"/>
            <text x="10" y="20" font-size="14" font-weight="bold">Share of the target reached (the line is the target)</text>

            """);
        for (var i = 0; i < ratios.Count; i++)
            Row(svg, ratios[i], 36 + (i * RowHeight));

        svg.Append(CultureInfo.InvariantCulture, $"""
            <line x1="{Left + Scale}" y1="30" x2="{Left + Scale}" y2="{height - 4}" stroke="#333333" stroke-dasharray="4 3"/>
            </svg>

            """);
        return svg.ToString();
    }

    // Longer is better in every row, so that one glance tells which rows fall short of the line.
    private static void Row(StringBuilder svg, Ratio ratio, int y)
    {
        var length = (int)(Math.Min(ratio.Share, 2.2) * Scale);
        svg.Append(CultureInfo.InvariantCulture, $"""
            <text x="10" y="{y + 15}">{System.Security.SecurityElement.Escape(ratio.What)}</text>
            <rect x="{Left}" y="{y + 2}" width="{length}" height="18" fill="{(ratio.IsMet ? "#2e7d32" : "#c62828")}"/>
            <text x="{Left + length + 4}" y="{y + 15}">{ratio.Value:0.00}</text>

            """);
    }
}
