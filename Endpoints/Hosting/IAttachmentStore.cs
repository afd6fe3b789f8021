using CallGrains.Calls.Identifiers;

namespace CallGrains.Endpoints.Hosting;

/// <summary>Keeps attachments, which may be a million. Implemented by the host.</summary>
/// <remarks>
/// Reads are quick, run on the caller's thread, and see every write that returned. Reads and writes throw
/// <see cref="IOException"/> when the store fails; whether a failed write took effect is then unknown, and harmless. Safe for
/// concurrent use.
/// </remarks>
public interface IAttachmentStore
{
    /// <summary>Reads the attachment of a participation.</summary>
    /// <param name="participation">The participation.</param>
    /// <returns>The attachment, or null when there is none.</returns>
    AttachmentRow? Load(Guid participation);

    /// <summary>Reads the attachments that are due, earliest first.</summary>
    /// <param name="now">Due at this time or before.</param>
    /// <param name="limit">At most how many.</param>
    IReadOnlyList<AttachmentRow> ListDue(DateTimeOffset now, int limit);

    /// <summary>When the next attachment is due; null when none ever is.</summary>
    DateTimeOffset? NextDue();

    /// <summary>Reads attachments in the order of status, then of <see cref="AttachmentRow.Since"/>.</summary>
    /// <param name="endpoint">At which endpoint, or null for all.</param>
    /// <param name="limit">At most how many.</param>
    IReadOnlyList<AttachmentRow> List(CommunicationIdentifier? endpoint, int limit);

    /// <summary>Stores and deletes attachments in one atomic write. Durable when it returns.</summary>
    /// <param name="changes">The changes, at most one of a participation.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask SaveAsync(IReadOnlyList<AttachmentChange> changes, CancellationToken cancellationToken);
}

/// <summary>An attachment as it is stored: what it is found by, and the rest as bytes.</summary>
/// <param name="Participation">The participation, the key.</param>
/// <param name="RawId">The endpoint.</param>
/// <param name="Status">The status.</param>
/// <param name="Since">Since when it rings or is in a call.</param>
/// <param name="Due">When it next needs time; null when never.</param>
/// <param name="Bytes">The attachment, as its codec writes it.</param>
public sealed record AttachmentRow(
    Guid Participation,
    string RawId,
    Attachments.AttachmentStatus Status,
    DateTimeOffset Since,
    DateTimeOffset? Due,
    ReadOnlyMemory<byte> Bytes);

/// <summary>One change of the store.</summary>
/// <param name="Participation">The participation.</param>
/// <param name="Row">What to store, or null to delete.</param>
public readonly record struct AttachmentChange(Guid Participation, AttachmentRow? Row);
