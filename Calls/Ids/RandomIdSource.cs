namespace CallGrains.Calls.Ids;

/// <summary>Ids from the system's cryptographic random numbers.</summary>
public sealed class RandomIdSource : IIdSource
{
    /// <summary>The one instance.</summary>
    public static RandomIdSource Instance { get; } = new();

    /// <inheritdoc/>
    public Guid Next() => Guid.NewGuid();
}
