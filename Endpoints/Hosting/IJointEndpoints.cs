namespace CallGrains.Endpoints.Hosting;

/// <summary>Endpoints whose state lies in the store of the calls: what they do about a notice can be in the write of the call that gives it.</summary>
public interface IJointEndpoints : IEndpointNotices
{
    /// <summary>Begins a turn, in which endpoints take notices that rest on a write to come.</summary>
    IEndpointTurn BeginTurn();
}
