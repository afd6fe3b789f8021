namespace CallGrains.Endpoints.Simulator;

/// <summary>What became of an act in the simulator.</summary>
public enum ActResult : byte
{
    /// <summary>It is done, and durable.</summary>
    Done,

    /// <summary>Nobody is there it could be done to: 404.</summary>
    Nobody,

    /// <summary>Somebody is there, but it cannot be done to them: 409.</summary>
    Conflict,

    /// <summary>It could not be stored: 503, try again.</summary>
    Unavailable,
}
