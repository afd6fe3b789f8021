using System.Collections.Concurrent;
using CallGrains.ClusterBenchmarks.Cases;
using CallGrains.ClusterBenchmarks.Hosting;
using CallGrains.ClusterBenchmarks.Reporting;

namespace CallGrains.ClusterBenchmarks;

/// <summary>Measures cases in turns, round by round, so that a mood of the machine meets all of them.</summary>
/// <param name="workers">How many work at once.</param>
/// <param name="rounds">How often each case has its turn.</param>
/// <param name="turn">How long a turn is; a turn before the first round, half as long, warms up.</param>
internal sealed class Runner(int workers, int rounds, TimeSpan turn)
{
    private readonly ConcurrentDictionary<string, int> _faults = new();

    public async Task<IReadOnlyList<Measured>> RunAsync(BenchCluster cluster, IReadOnlyList<ICase> cases)
    {
        var rates = cases.ToDictionary(static one => one, static _ => new List<double>());
        foreach (var one in cases)
            _ = await TurnAsync(cluster, one, turn / 2);
        _faults.Clear();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var one in cases)
                rates[one].Add(await TurnAsync(cluster, one, turn));
        }

        return [.. cases.Select(one => new Measured(one.Name, rates[one], _faults.GetValueOrDefault(one.Name)))];
    }

    private async Task<double> TurnAsync(BenchCluster cluster, ICase one, TimeSpan length)
    {
        var work = await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => one.PrepareAsync(cluster)));
        var began = TimeProvider.System.GetTimestamp();
        var counts = await Task.WhenAll(work.Select(each => Task.Run(async () =>
        {
            var count = 0;
            while (TimeProvider.System.GetElapsedTime(began) < length)
            {
                try
                {
                    count += await each();
                }
                catch (Exception fault)
                {
                    // Counted and shown; the worker does not go on with what it no longer knows the state of.
                    if (_faults.AddOrUpdate(one.Name, 1, static (_, known) => known + 1) == 1)
                        await Console.Error.WriteLineAsync($"{one.Name}: {fault.GetType().Name}: {fault.Message}");
                    break;
                }
            }

            return count;
        })));
        return counts.Sum() / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }
}
