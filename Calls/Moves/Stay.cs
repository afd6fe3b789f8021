namespace CallGrains.Calls.Moves;

/// <summary>One stay of one participation in one call. A participation that comes back to a call is there in another stay.</summary>
/// <param name="Participation">The participation, minted when the person joined.</param>
/// <param name="Hop">0 at the join, one more at each move.</param>
public readonly record struct Stay(Guid Participation, int Hop);
