namespace CallGrains.LoadTest.Profiles;

/// <summary>Some calls and the people who are moved between them, all by one worker.</summary>
internal sealed class MovingGroup
{
    private readonly LoadContext _load;
    private readonly Random _random;
    private readonly string[] _people;
    private readonly int[] _places;

    private MovingGroup(LoadContext load, Random random, string[] calls, string[] people)
    {
        _load = load;
        _random = random;
        Calls = calls;
        _people = people;
        _places = [.. Enumerable.Range(0, people.Length).Select(i => i % calls.Length)];
    }

    public string[] Calls { get; }

    public static async Task<MovingGroup> SetUpAsync(LoadContext load, int number, int calls, int people, CancellationToken cancellationToken)
    {
        var ids = new string[calls];
        for (var i = 0; i < calls; i++)
            ids[i] = await SetUp.CallAsync(load, $"s{load.Run}{number}-{i}", cancellationToken);

        var names = Enumerable.Range(0, people).Select(i => $"m{load.Run}{number}-{i}").ToArray();
        var group = new MovingGroup(load, new(load.Options.Seed + number), ids, names);
        for (var i = 0; i < calls; i++)
            await SetUp.PeopleAsync(load, ids[i], group.PeopleIn(i), cancellationToken);

        return group;
    }

    /// <summary>
    /// Moves everybody once, one request after the other while the moves themselves go on, then waits until all are where they
    /// were moved to. Nobody is moved twice in between, so that no move that failed can be hidden by a later one.
    /// </summary>
    public async Task MoveAllAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < _people.Length; i++)
        {
            var from = _places[i];
            var to = (from + 1 + _random.Next(Calls.Length - 1)) % Calls.Length;
            await _load.MoveAsync(Calls[to], Calls[from], _people[i], cancellationToken);
            _places[i] = to;
        }

        for (var i = 0; i < Calls.Length; i++)
            await SetUp.UntilPresentAsync(_load, Calls[i], PeopleIn(i), cancellationToken);
    }

    private string[] PeopleIn(int call) => [.. _people.Where((_, person) => _places[person] == call)];
}
