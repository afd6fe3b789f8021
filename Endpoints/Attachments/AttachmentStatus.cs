namespace CallGrains.Endpoints.Attachments;

/// <summary>Where a participation stands at its endpoint. The numbers are stored and never reused.</summary>
public enum AttachmentStatus : byte
{
    /// <summary>It rings.</summary>
    Ringing = 1,

    /// <summary>It picked up, and waits for the call to say that it is in.</summary>
    Answering = 2,

    /// <summary>It will not pick up, and waits for the call to say that the ringing is over.</summary>
    Declining = 3,

    /// <summary>It is in a call.</summary>
    Attached = 4,

    /// <summary>It hung up, and waits for the call to say goodbye.</summary>
    Leaving = 5,
}
