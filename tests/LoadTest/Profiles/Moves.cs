namespace CallGrains.LoadTest.Profiles;

/// <summary>People moved at random between calls. No callback is waited for: whether all were moved is read off the rosters.</summary>
internal static class Moves
{
    private const int CallsOfAWorker = 16;
    private const int PeopleOfAWorker = 64;

    public static async Task RunAsync(LoadContext load, CancellationToken cancellationToken)
    {
        var groups = new MovingGroup[load.Options.Workers];
        await Parallel.ForAsync(0, groups.Length, new ParallelOptions { MaxDegreeOfParallelism = groups.Length, CancellationToken = cancellationToken }, async (i, token) =>
            groups[i] = await MovingGroup.SetUpAsync(load, i, CallsOfAWorker, PeopleOfAWorker, token));
        await Pacing.WorkersAsync(load, (worker, token) => groups[worker].MoveAllAsync(token), cancellationToken);
        await SetUp.EndAsync(load, groups.SelectMany(static group => group.Calls), cancellationToken);
    }

    /// <summary>The same requests to a server that only answers them.</summary>
    public static Task RequestsAsync(LoadContext load, CancellationToken cancellationToken)
    {
        var calls = Enumerable.Range(0, load.Options.Workers * CallsOfAWorker).Select(static _ => Guid.NewGuid().ToString()).ToArray();
        return Pacing.ClosedAsync(
            load,
            (number, token) => load.MoveAsync(
                calls[number % calls.Length], calls[(number + 1) % calls.Length], $"m{load.Run}{number % load.Options.Workers}-{number % PeopleOfAWorker}", token),
            cancellationToken);
    }
}
