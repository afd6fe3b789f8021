namespace CallGrains.Endpoints.Behaviors;

/// <summary>Configuration of the far side, section <c>CallGrains:Endpoints</c>.</summary>
public sealed record EndpointOptions
{
    /// <summary>What endpoints do that have no behaviour of their own and that no event subscription matches.</summary>
    public EndpointBehavior Default { get; init; } = EndpointBehavior.AnswerAtOnce;

    /// <summary>Preset behaviours by raw id; the API can replace them.</summary>
    public IReadOnlyDictionary<string, EndpointBehavior> Behaviors { get; init; } = new Dictionary<string, EndpointBehavior>();

    /// <summary>Most endpoints that the API can program, 1 to 1,000,000.</summary>
    public int MaxBehaviors { get; init; } = 100_000;

    /// <summary>Most notices taken in one store write, 1 to 10,000.</summary>
    public int MaxBatch { get; init; } = 1_000;

    /// <summary>Most notices waiting; further ones are dropped and come again from their calls, 1,000 to 10,000,000.</summary>
    public int MaxWaiting { get; init; } = 200_000;

    /// <summary>Most ended participations remembered, so that a late notice does not bring one back, 1,000 to 1,000,000.</summary>
    public int MaxTombstones { get; init; } = 50_000;

    /// <summary>What is out of range, one line each.</summary>
    public IEnumerable<string> Faults()
    {
        if (MaxBehaviors is < 1 or > 1_000_000)
            yield return Fault(nameof(MaxBehaviors), MaxBehaviors, "1 to 1000000");
        if (MaxBatch is < 1 or > 10_000)
            yield return Fault(nameof(MaxBatch), MaxBatch, "1 to 10000");
        if (MaxWaiting is < 1_000 or > 10_000_000)
            yield return Fault(nameof(MaxWaiting), MaxWaiting, "1000 to 10000000");
        if (MaxTombstones is < 1_000 or > 1_000_000)
            yield return Fault(nameof(MaxTombstones), MaxTombstones, "1000 to 1000000");
    }

    private static string Fault(string name, int value, string range) => $"CallGrains:Endpoints:{name} is '{value}'; it is {range}.";
}
