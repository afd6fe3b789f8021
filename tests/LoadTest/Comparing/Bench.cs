using CallGrains.LoadTest.Comparing.Servers;
using CallGrains.LoadTest.Limits;
using CallGrains.LoadTest.Profiles;
using CallGrains.LoadTest.Reports;
using Spectre.Console;

namespace CallGrains.LoadTest.Comparing;

/// <summary>What the groups of the comparison work with: contenders, folders, and a way to run load on several in turns.</summary>
internal sealed class Bench(ComparisonOptions options, ProgressTask progress) : IDisposable
{
    private readonly byte[] _key = Enumerable.Range(1, 32).Select(static i => (byte)i).ToArray();
    private readonly DirectoryInfo _data = Directory.CreateDirectory(Path.Combine(Path.GetFullPath(options.DataPath), Guid.NewGuid().ToString("N")));
    private int _folders;

    public ComparisonOptions Options => options;

    public LoadOptions Load => new(options.Measured, options.MaxWarmUp, options.Workers, Rate: 1, Count: 100, Seed: 1);

    public Contender Limit(Limit limit) => Contender.Of(limit, _key);

    /// <summary>The engine on a folder of its own, or on a given one.</summary>
    public Contender Engine(string store, string? folder = null, params (string Name, string Value)[] settings) =>
        Contender.Engine(options.Gateway, store, folder ?? NewFolder(), _key, settings);

    public string NewFolder() => Path.Combine(_data.FullName, $"{_folders++}");

    /// <summary>The next step of the progress begins.</summary>
    public void Step(string what)
    {
        progress.Description = what;
        progress.Increment(1);

        // A progress bar says next to nothing in a log.
        if (Console.IsOutputRedirected)
            Console.Error.WriteLine(what);
    }

    /// <summary>Says how far a long step is.</summary>
    public void Say(string what) => progress.Description = what;

    /// <summary>
    /// Runs load on contenders in turns, round by round, so that the moods of the machine fall on all alike. Each is started once
    /// and stays, at rest while others have their turn: later rounds need no second warm-up of a fresh process.
    /// </summary>
    /// <returns>The reports of each contender, one a round.</returns>
    public async Task<Dictionary<string, List<RunReport>>> InTurnsAsync(
        IReadOnlyList<Turn> turns, Func<Turn, ServerProcess, Task>? prepare, CancellationToken cancellationToken)
    {
        var servers = new List<ServerProcess>();
        var reports = turns.ToDictionary(static turn => turn.Contender.Name, static _ => new List<RunReport>(), StringComparer.Ordinal);
        try
        {
            foreach (var turn in turns)
            {
                servers.Add(await turn.Contender.StartAsync(cancellationToken));
                if (prepare is not null)
                    await prepare(turn, servers[^1]);
            }

            foreach (var (turn, server) in turns.Zip(servers))
            {
                // Twice: what a run does at its begin and end is compiled for good only once it was done often enough, amid the next one.
                Say($"{turn.Profile}, {turn.Contender.Name}, burning in");
                var half = turn with { Load = turn.Load with { MaxWarmUp = TimeSpan.Zero, Duration = options.BurnIn / 2 } };
                for (var i = 0; i < 2; i++)
                    _ = await RunAsync(half, server, cancellationToken);
            }

            for (var round = 0; round < options.Rounds; round++)
            {
                foreach (var (turn, server) in turns.Zip(servers))
                {
                    Step($"{turn.Profile}, {turn.Contender.Name}, round {round + 1}");
                    reports[turn.Contender.Name].Add(await RunAsync(turn, server, cancellationToken));
                }
            }
        }
        finally
        {
            servers.ForEach(static server => server.Dispose());
        }

        return reports;
    }

    /// <summary>Runs load once; nothing may fail.</summary>
    public static async Task<RunReport> RunAsync(Turn turn, ServerProcess server, CancellationToken cancellationToken)
    {
        var report = await RunCommand.RunAsync(turn.Profile, server.Connection, turn.Load, new(), cancellationToken);
        return report.Failures.Count == 0
            ? report
            : throw new InvalidOperationException($"{turn.Profile} on {turn.Contender.Name} failed: {string.Join("; ", report.Failures.Keys.Take(5))}");
    }

    public void Dispose() => _data.Delete(recursive: true);
}
