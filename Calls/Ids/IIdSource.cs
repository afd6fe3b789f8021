namespace CallGrains.Calls.Ids;

/// <summary>Where ids come from that nobody can foresee: injected, so that a simulation can repeat them.</summary>
public interface IIdSource
{
    /// <summary>A new id, never given before, of which at least 74 bits are random.</summary>
    Guid Next();
}
