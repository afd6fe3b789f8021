namespace CallGrains.Calls.Commands;

/// <summary>What makes a request repeatable (AUTH section 4): the client's id for it and the hash of what it asked.</summary>
/// <param name="RequestId">The <c>Repeatability-Request-ID</c>.</param>
/// <param name="Hash">A hash over operation, path and body; the same id with another hash is refused.</param>
public sealed record Repeatability(Guid RequestId, UInt128 Hash);
