namespace CallGrains.LoadTest.Comparing;

/// <summary>How long and how often is measured.</summary>
internal sealed record ComparisonOptions
{
    /// <summary>The assembly of the gateway.</summary>
    public required string Gateway { get; init; }

    public int Rounds { get; init; } = 3;

    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(2);

    public TimeSpan Measured { get; init; } = TimeSpan.FromSeconds(6);

    public int Workers { get; init; } = 64;

    public int IdleCalls { get; init; } = 20_000;
}
