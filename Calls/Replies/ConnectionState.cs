namespace CallGrains.Calls.Replies;

/// <summary>The state of a leg as clients see it (<c>CallConnectionStateModel</c>).</summary>
public enum ConnectionState : byte
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>Nobody has answered yet.</summary>
    Connecting,

    /// <summary>Part of a call.</summary>
    Connected,

    /// <summary>A transfer asked for by this leg is being tried.</summary>
    Transferring,

    /// <summary>The transfer target has answered.</summary>
    TransferAccepted,

    /// <summary>The call is ending and waits for a move to be settled.</summary>
    Disconnecting,

    /// <summary>Ended.</summary>
    Disconnected,
}
