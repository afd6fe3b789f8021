using System.Globalization;
using System.Text.Json;
using CallGrains.LoadTest.Comparing;

namespace CallGrains.LoadTest.Reports;

/// <summary>The ratios that stand beside docs/benchmarks.md, for the regression check.</summary>
/// <param name="Values">The ratios by their ids.</param>
internal sealed record CommittedRatios(IReadOnlyDictionary<string, double> Values)
{
    private const string FileName = "benchmarks.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Reads those of a document.</summary>
    public static async Task<CommittedRatios> ReadAsync(string document, CancellationToken cancellationToken) =>
        Parse(await File.ReadAllTextAsync(Beside(document), cancellationToken));

    public static CommittedRatios Parse(string json) => new(
        JsonSerializer.Deserialize<Dictionary<string, double>>(json) ?? throw new InvalidDataException($"{FileName} holds no ratios."));

    /// <summary>Writes them beside a document.</summary>
    public static Task WriteAsync(string document, IReadOnlyList<Ratio> ratios, CancellationToken cancellationToken) => File.WriteAllTextAsync(
        Beside(document),
        JsonSerializer.Serialize(ratios.ToDictionary(static ratio => ratio.Id, static ratio => Math.Round(ratio.Value, 3)), Indented) + "\n",
        cancellationToken);

    /// <summary>Those that are now less than 85 % as good.</summary>
    public IReadOnlyList<string> WorseIn(IReadOnlyList<Ratio> ratios) =>
    [
        .. from ratio in ratios
           where Values.TryGetValue(ratio.Id, out var before) && ratio.IsWorseThan(before)
           select string.Create(CultureInfo.InvariantCulture, $"{ratio.What}: {ratio.Value:0.00}, was {Values[ratio.Id]:0.00}"),
    ];

    private static string Beside(string document) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(document))!, FileName);
}
