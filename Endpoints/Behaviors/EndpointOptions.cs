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
}
