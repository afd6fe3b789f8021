using CallGrains.Calls.Events;

namespace CallGrains.Delivery.Log;

/// <summary>What became of one event so far. Holds no token and no body.</summary>
public sealed record DeliveryRecord
{
    /// <summary>The id of the event; the key of the record.</summary>
    public required Guid EventId { get; init; }

    /// <summary>The kind of event.</summary>
    public required CallEventKind Kind { get; init; }

    /// <summary>The leg the event tells of.</summary>
    public required Guid CallConnectionId { get; init; }

    /// <summary>The stream the event belongs to: call, leg and callback URI.</summary>
    public required CallbackStream Stream { get; init; }

    /// <summary>
    /// The callback URI as it may be shown: without its query, where apps put keys. The whole of it is in <see cref="Stream"/>.
    /// </summary>
    public string ShownUri => Stream.Uri.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? Stream.Uri[..query] + "?…" : Stream.Uri;

    /// <summary>How far it has come.</summary>
    public required DeliveryState State { get; init; }

    /// <summary>How often it was tried, redeliveries included.</summary>
    public required int Tries { get; init; }

    /// <summary>When it was handed over for delivery (system time).</summary>
    public required DateTimeOffset FirstTime { get; init; }

    /// <summary>When the record last changed (system time).</summary>
    public required DateTimeOffset LastTime { get; init; }

    /// <summary>The status code of the last answer; null when there was none.</summary>
    public int? StatusCode { get; init; }

    /// <summary>How long the last try took; null when none was made.</summary>
    public TimeSpan? Latency { get; init; }

    /// <summary>Why the last try failed; null after a success.</summary>
    public string? LastError { get; init; }

    /// <summary>When it is tried next; null when it is not pending, or at once.</summary>
    public DateTimeOffset? NextTry { get; init; }
}
