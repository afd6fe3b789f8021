namespace CallGrains.Calls.Ids;

/// <summary>Where random ids come from: injected, so that a simulation can repeat them.</summary>
public interface IIdSource
{
    /// <summary>A new random id, never given before.</summary>
    Guid Next();
}
