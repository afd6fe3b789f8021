using CallGrains.Calls.FarSide;
using CallGrains.Endpoints.Attachments;

namespace CallGrains.Endpoints.Hosting;

/// <summary>The attachments that a batch concerns, as they are after each input, and what follows once they are stored.</summary>
internal sealed class Batch
{
    private readonly Dictionary<Guid, Attachment?> _current = [];
    private readonly HashSet<Guid> _stored = [];
    private readonly HashSet<Guid> _changed = [];

    /// <summary>The participations that are given back when the batch has ended.</summary>
    public HashSet<Guid> Claimed { get; } = [];

    /// <summary>A participation that could not be read, because somebody else has it.</summary>
    public Guid? WaitsFor { get; set; }

    public List<AddressedSignal> Signals { get; } = [];

    public List<Invite> Announcements { get; } = [];

    public Dictionary<Guid, Tombstone> Tombstones { get; } = [];

    public DateTimeOffset? EarliestDue { get; private set; }

    /// <summary>An attachment as it is stored, or null when there is none.</summary>
    public void Meet(Guid participation, Attachment? stored)
    {
        _current[participation] = stored;
        if (stored is not null)
            _ = _stored.Add(participation);
    }

    public Attachment? Current(Guid participation) => _current.GetValueOrDefault(participation);

    public Tombstone? TombstoneOf(Guid participation) =>
        Tombstones.TryGetValue(participation, out var tombstone) ? tombstone : null;

    public void Take(Guid participation, Attachment? before, AttachmentStep step, bool signalsLater)
    {
        if (signalsLater)
            Signals.AddRange(step.Signals);
        if (step.Announce is { } invite)
            Announcements.Add(invite);
        if (step.Tombstone is { } tombstone)
            Tombstones[participation] = tombstone;
        if (ReferenceEquals(before, step.Next))
            return;

        _current[participation] = step.Next;
        _ = _changed.Add(participation);
        if (step.Next?.Due is { } due && (EarliestDue is null || due < EarliestDue))
            EarliestDue = due;
    }

    /// <summary>What to write: one change of each participation; none of one that came and went within the batch.</summary>
    public List<AttachmentChange> Rows()
    {
        var rows = new List<AttachmentChange>(_changed.Count);
        foreach (var participation in _changed)
        {
            if (_current[participation] is { } next)
                rows.Add(new(participation, AttachmentCodec.ToRow(next)));
            else if (_stored.Contains(participation))
                rows.Add(new(participation, null));
        }

        return rows;
    }
}
