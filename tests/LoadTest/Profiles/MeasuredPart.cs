using System.Diagnostics;
using CallGrains.LoadTest.Measuring;

namespace CallGrains.LoadTest.Profiles;

/// <summary>Cuts the measured part out of load that goes on: after the set-up and the warm-up.</summary>
internal static class MeasuredPart
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(500);

    /// <summary>Warms up, then measures, while the load runs; returns when the measured part is over.</summary>
    public static async Task WatchAsync(LoadContext load, CancellationToken cancellationToken)
    {
        var warmUp = new WarmUp();
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < load.Options.MaxWarmUp)
        {
            if (warmUp.IsSteadyAfter(await NextWindowAsync(load.Stats, Window, cancellationToken)))
                break;
        }

        load.Stats.Figures["warm-up seconds"] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        load.Begin();
        while (load.Options.Duration - load.Stats.Elapsed is { Ticks: > 0 } left)
        {
            var perSecond = await NextWindowAsync(load.Stats, left < Window ? left : Window, cancellationToken);
            load.Stats.Windows.Enqueue(new(load.Stats.Elapsed.TotalSeconds, perSecond));
        }
    }

    private static async Task<double> NextWindowAsync(RunStats stats, TimeSpan length, CancellationToken cancellationToken)
    {
        var (start, before) = (Stopwatch.GetTimestamp(), stats.All.Count);
        await Task.Delay(length, TimeProvider.System, cancellationToken);
        return (stats.All.Count - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
