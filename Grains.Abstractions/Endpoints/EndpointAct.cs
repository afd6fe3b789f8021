namespace CallGrains.Grains.Abstractions.Endpoints;

/// <summary>What a person at an endpoint can do. The numbers travel between versions and are never reused.</summary>
[GenerateSerializer, Alias("callgrains.EndpointAct")]
public enum EndpointAct : byte
{
    /// <summary>Picks up whoever has rung longest.</summary>
    Accept = 1,

    /// <summary>Declines whoever has rung longest.</summary>
    Decline = 2,

    /// <summary>Hangs up, in every call.</summary>
    HangUp = 3,
}
