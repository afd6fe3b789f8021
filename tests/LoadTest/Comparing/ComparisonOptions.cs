namespace CallGrains.LoadTest.Comparing;

/// <summary>How long and how often is measured.</summary>
internal sealed record ComparisonOptions
{
    /// <summary>The assembly of the gateway.</summary>
    public required string Gateway { get; init; }

    /// <summary>Where stores are put while they are measured: a disk, not memory.</summary>
    public required string DataPath { get; init; }

    /// <summary>The groups to run; all when empty.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>How often each thing is measured.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>
    /// How long each contender is under load before the first round. On two cores that are busy, code is still being compiled for
    /// the last time after ten seconds, by a sixth of all the time there is: no server that has run for a minute pays that.
    /// </summary>
    public TimeSpan BurnIn { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long load goes on at most before it is measured.</summary>
    public TimeSpan MaxWarmUp { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>How long is measured.</summary>
    public TimeSpan Measured { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Conversations side by side.</summary>
    public int Workers { get; init; } = 64;

    /// <summary>How many calls are stored for what is asked of a million.</summary>
    public int StoredCalls { get; init; } = 1_000_000;
}
