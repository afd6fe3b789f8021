using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Endpoints.Behaviors;

namespace CallGrains.Endpoints.Attachments;

/// <summary>What an endpoint knows of one participation: the whole state of <see cref="AttachmentMachine"/>.</summary>
public sealed record Attachment
{
    /// <summary>The participation.</summary>
    public required Guid Participation { get; init; }

    /// <summary>Whose endpoint this is.</summary>
    public required CommunicationIdentifier Endpoint { get; init; }

    /// <summary>The call that rings, or that it was last told to be in.</summary>
    public required CallKey Call { get; init; }

    /// <summary>Where the participation stands.</summary>
    public required AttachmentStatus Status { get; init; }

    /// <summary>Since when it rings; since when it is in a call, whatever moves it made.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>What the endpoint was programmed to do when it was called.</summary>
    public BehaviorKind Behavior { get; init; }

    /// <summary>How long after coming into a call it hangs up, in ms; null when it stays.</summary>
    public int? HangUpAfterMs { get; init; }

    /// <summary>The highest hop it was told.</summary>
    public int Hop { get; init; }

    /// <summary>The ringing it knows, 0 when it came into the call without one.</summary>
    public uint Ring { get; init; }

    /// <summary>The invitation, while it rings.</summary>
    public Invite? Invite { get; init; }

    /// <summary>Whether an app has been told of the ringing.</summary>
    public bool IsAnnounced { get; init; }

    /// <summary>Why it declines, while <see cref="AttachmentStatus.Declining"/>.</summary>
    public ResultInformation? Reason { get; init; }

    /// <summary>How often what it last said to the call was repeated.</summary>
    public int Repeats { get; init; }

    /// <summary>When the endpoint gives up waiting for a call that says nothing any more; null while in a call.</summary>
    public DateTimeOffset? GiveUpAt { get; init; }

    /// <summary>When it next needs time; null when it only waits to be told something.</summary>
    public DateTimeOffset? Due { get; init; }
}
