namespace CallGrains.Grains.Abstractions.Endpoints;

/// <summary>What came of an act. The numbers travel between versions and are never reused.</summary>
[GenerateSerializer, Alias("callgrains.EndpointActOutcome")]
public enum EndpointActOutcome : byte
{
    /// <summary>It is done, and durable.</summary>
    Done = 1,

    /// <summary>Nobody is there it could be done to.</summary>
    Nobody = 2,

    /// <summary>What is there stands against it: an app is to decide, or there is no room.</summary>
    Conflict = 3,
}
