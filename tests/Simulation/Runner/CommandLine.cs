using System.Globalization;
using CallGrains.Simulation.Checks;
using CallGrains.Simulation.Defects;
using CallGrains.Simulation.Worlds;
using Spectre.Console;

namespace CallGrains.Simulation.Runner;

/// <summary>The program: many seeds with a progress bar, or one seed line by line.</summary>
internal static class CommandLine
{
    private const string Usage = """
        usage: dotnet run --project tests/Simulation -- [--seeds N] [--from S] [--coverage]
               dotnet run --project tests/Simulation -- --replay SEED
               dotnet run --project tests/Simulation -- --defects

          --seeds N      how many worlds are run (default 10000)
          --from S       the first seed (default 1)
          --coverage     prints how often everything happened
          --replay SEED  prints the whole history of one world and stops at the first broken promise
          --defects      plants every defect and prints the first seed that finds it, and how

        Exit code: 0 when every promise was kept, 1 when one was broken, 2 for a wrong argument.
        """;

    public static int Run(string[] args, TextWriter output)
    {
        if (args is ["--defects"])
            return FindDefects(output);

        int? replay = null;
        int seeds = 10_000, from = 1;
        var showsCoverage = false;
        for (var i = 0; i < args.Length; i++)
        {
            var isKnown = args[i] switch
            {
                "--coverage" => showsCoverage = true,
                "--seeds" => TryNumber(args, ++i, out seeds),
                "--from" => TryNumber(args, ++i, out from),
                "--replay" when TryNumber(args, ++i, out var seed) => (replay = seed) is not null,
                _ => false,
            };
            if (!isKnown)
            {
                output.WriteLine(Usage);
                return 2;
            }
        }

        return replay is { } one ? Replay(one, output) : RunMany(from, seeds, showsCoverage, output);
    }

    private static int Replay(int seed, TextWriter output)
    {
        var world = new World(seed, history: new History(output.WriteLine));
        try
        {
            world.Run();
        }
        catch (BrokenPromiseException broken)
        {
            output.WriteLine(broken.Message);
            return 1;
        }

        output.WriteLine($"Every promise was kept in {world.Steps} steps.");
        return 0;
    }

    private static int FindDefects(TextWriter output)
    {
        var isComplete = true;
        foreach (var name in DefectCatalog.Names)
        {
            var found = SeedRun.Find(name, 5_000);
            isComplete &= found is not null;
            output.WriteLine($"{name}: {(found is null ? "not found" : $"seed {found.Seed}, {found.Fault.Message}")}");
        }

        return isComplete ? 0 : 1;
    }

    private static int RunMany(int from, int seeds, bool showsCoverage, TextWriter output)
    {
        var run = AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var bar = context.AddTask("worlds", maxValue: seeds);
                return SeedRun.Over(from, seeds, () => bar.Increment(1));
            });
        foreach (var failed in run.Failed.OrderBy(static each => each.Seed))
            output.WriteLine($"seed {failed.Seed}: {failed.Fault.Message}");

        var counts = run.Coverage.Counts;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{run.Seeds} worlds, {run.Failed.Count} broken; {run.Steps:N0} steps, {run.Inputs:N0} inputs, {run.Inputs / run.Busy.TotalSeconds:N0} inputs a second of processor time"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{counts.GetValueOrDefault("crash"):N0} crashes, {counts.GetValueOrDefault("move committed"):N0} moves, {Coverage.Faults.Sum(counts.GetValueOrDefault):N0} faults injected"));
        if (showsCoverage)
        {
            foreach (var (what, count) in counts.OrderBy(static each => each.Key, StringComparer.Ordinal))
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,12:N0}  {what}"));
        }

        return run.Failed.Count == 0 ? 0 : 1;
    }

    private static bool TryNumber(string[] args, int at, out int number)
    {
        number = 0;
        return at < args.Length && int.TryParse(args[at], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
