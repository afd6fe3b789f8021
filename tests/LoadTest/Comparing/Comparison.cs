using CallGrains.LoadTest.Comparing.Groups;
using Spectre.Console;

namespace CallGrains.LoadTest.Comparing;

/// <summary>Holds the engine against the limits, group by group, in one run on one machine.</summary>
internal static class Comparison
{
    private static readonly IGroup[] All =
    [
        new PayloadGroup(), new ReadGroup(), new ChangesGroup(), new MovesGroup(), new LatencyGroup(),
        new StartGroup(), new StoredGroup(), new CallbackGroup(), new StallGroup(), new SizeGroup(),
    ];

    public static IEnumerable<string> Names => All.Select(static group => group.Name);

    /// <summary>Runs the groups asked for.</summary>
    public static async Task<IReadOnlyList<Ratio>> RunAsync(ComparisonOptions options, ProgressTask progress, CancellationToken cancellationToken)
    {
        var chosen = All.Where(group => options.Only.Count == 0 || options.Only.Contains(group.Name)).ToList();
        progress.MaxValue = chosen.Sum(group => group.Steps(options.Rounds));
        using var bench = new Bench(options, progress);
        var ratios = new List<Ratio>();
        foreach (var group in chosen)
            ratios.AddRange(await group.RunAsync(bench, cancellationToken));

        progress.Value = progress.MaxValue;
        return ratios;
    }
}
