using System.Collections.Concurrent;
using CallGrains.Simulation.Checks;
using CallGrains.Simulation.Defects;
using CallGrains.Simulation.Worlds;

namespace CallGrains.Simulation.Runner;

/// <summary>A seed whose world broke a promise.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Fault">What was broken, or what the engine threw.</param>
internal sealed record FailedSeed(int Seed, Exception Fault);

/// <summary>What many worlds together did.</summary>
internal sealed class SeedRun
{
    public Coverage Coverage { get; } = new();

    public List<FailedSeed> Failed { get; } = [];

    public int Seeds { get; private set; }

    public long Steps { get; private set; }

    public long Inputs { get; private set; }

    /// <summary>The processor time spent, of all cores together; other programs on the machine do not count.</summary>
    public TimeSpan Busy { get; private set; }

    /// <summary>Runs the worlds of consecutive seeds, on all cores; each world is single-threaded.</summary>
    public static SeedRun Over(int from, int count, Action? afterEach = null)
    {
        var run = new SeedRun();
        var before = Environment.CpuUsage.TotalTime;
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.ForEach(Partitioner.Create(Enumerable.Range(from, count), EnumerablePartitionerOptions.NoBuffering), options, seed =>
        {
            var world = new World(seed);
            var fault = Try(world);
            lock (run)
            {
                run.Add(world, fault);
                afterEach?.Invoke();
            }
        });
        run.Busy = Environment.CpuUsage.TotalTime - before;
        return run;
    }

    /// <summary>The first seed, from 1, at which a planted defect is noticed; null when none of the first ones shows it.</summary>
    public static FailedSeed? Find(string defect, int seeds)
    {
        for (var seed = 1; seed <= seeds; seed++)
        {
            if (Try(new(seed, world => DefectCatalog.Plant(defect, world))) is { } fault)
                return new(seed, fault);
        }

        return null;
    }

    private static Exception? Try(World world)
    {
        try
        {
            world.Run();
            return null;
        }
        catch (Exception fault) when (fault is BrokenPromiseException or InvalidOperationException or InvalidDataException or ArgumentException)
        {
            return fault;
        }
    }

    private void Add(World world, Exception? fault)
    {
        Seeds++;
        Steps += world.Steps;
        Inputs += world.Inputs;
        Coverage.Add(world.Coverage);
        if (fault is not null)
            Failed.Add(new(world.Seed, fault));
    }
}
