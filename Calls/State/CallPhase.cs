namespace CallGrains.Calls.State;

/// <summary>Where a call is in its life. A call that is not stored is unknown or forgotten.</summary>
public enum CallPhase : byte
{
    /// <summary>Ringing; nobody has answered yet.</summary>
    Connecting = 1,

    /// <summary>At least two parties talk, or could.</summary>
    Connected = 2,

    /// <summary>Over, but for people held for a move whose outcome is not yet known here.</summary>
    Ending = 3,

    /// <summary>Over. Kept until what it owes is done and its request ids have lapsed.</summary>
    Ended = 4,
}
