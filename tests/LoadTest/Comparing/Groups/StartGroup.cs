using CallGrains.LoadTest.Comparing.Servers;

namespace CallGrains.LoadTest.Comparing.Groups;

/// <summary>From the start of a process to its first answer, with a store that is new each time.</summary>
internal sealed class StartGroup : IGroup
{
    public string Name => "start";

    // One start is quick and varies much.
    public int Steps(int rounds) => 2 * Repetitions(rounds);

    public async Task<IReadOnlyList<Ratio>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        var (ours, limit) = await TimeAsync(bench, Repetitions(bench.Options.Rounds), () => bench.Engine("sqlite"), cancellationToken);
        return [Ratio.Of("start", "start to ready, empty store, of an empty ASP.NET app's", ours, limit, 1.5, "ms", atLeast: false)];
    }

    /// <summary>Starts the engine and an empty app in turns.</summary>
    public static async Task<(Measurement Ours, Measurement Limit)> TimeAsync(
        Bench bench, int repetitions, Func<Contender> engine, CancellationToken cancellationToken)
    {
        List<double> ours = [], limit = [];
        for (var i = 0; i < repetitions; i++)
        {
            foreach (var (contender, times) in new[] { (Contender.EmptyApp(), limit), (engine(), ours) })
            {
                bench.Step($"start, {contender.Name}");
                using var server = await contender.StartAsync(cancellationToken);
                times.Add(server.ToReady.TotalMilliseconds);
            }
        }

        return (new(ours), new(limit));
    }

    private static int Repetitions(int rounds) => Math.Max(5, rounds);
}
