namespace CallGrains.LoadTest.Comparing.Groups;

/// <summary>Ratios that are measured together.</summary>
internal interface IGroup
{
    /// <summary>The name, for running it alone.</summary>
    string Name { get; }

    /// <summary>How many steps of the progress it takes.</summary>
    int Steps(int rounds);

    Task<IReadOnlyList<Ratio>> RunAsync(Bench bench, CancellationToken cancellationToken);
}
