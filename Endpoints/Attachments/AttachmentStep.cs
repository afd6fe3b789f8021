using System.Collections.Immutable;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Ids;

namespace CallGrains.Endpoints.Attachments;

/// <summary>What becomes of an attachment by one input.</summary>
/// <param name="Next">The attachment from now on, or null when there is none.</param>
public readonly record struct AttachmentStep(Attachment? Next)
{
    /// <summary>What to tell calls, in order, once <see cref="Next"/> is stored.</summary>
    public ImmutableArray<AddressedSignal> Signals { get; init; } = [];

    /// <summary>An invitation that an app is to be told of, once <see cref="Next"/> is stored.</summary>
    public Invite? Announce { get; init; }

    /// <summary>What is to be remembered of a participation, or of one ringing of it, that has ended.</summary>
    public Tombstone? Tombstone { get; init; }

    /// <summary>Whether a person's act changed anything, or had done so before.</summary>
    public bool IsTaken { get; init; }
}

/// <summary>A signal and the call it goes to.</summary>
/// <param name="Call">The call.</param>
/// <param name="Signal">The signal.</param>
public readonly record struct AddressedSignal(CallKey Call, EndpointSignal Signal);

/// <summary>What is remembered of a participation that has ended here, so that what comes late does not bring it back.</summary>
/// <param name="Ring">The last ringing that ended; 0 when none did.</param>
/// <param name="IsFinal">Whether the participation itself has ended.</param>
public readonly record struct Tombstone(uint Ring, bool IsFinal);
