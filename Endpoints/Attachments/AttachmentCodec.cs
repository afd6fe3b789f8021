using System.Text.Json;
using System.Text.Json.Serialization;
using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Hosting;

namespace CallGrains.Endpoints.Attachments;

/// <summary>The stored form of attachments: one byte of version, then JSON. Fields are added, never renamed or reused.</summary>
public static class AttachmentCodec
{
    private const byte Version = 1;

    /// <summary>The row of an attachment.</summary>
    /// <param name="attachment">The attachment.</param>
    public static AttachmentRow ToRow(Attachment attachment)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(Stored.Of(attachment), StoredJson.Default.Stored);
        var bytes = new byte[json.Length + 1];
        bytes[0] = Version;
        json.CopyTo(bytes.AsSpan(1));
        return new(
            attachment.Participation,
            attachment.Endpoint.RawId,
            attachment.Status,
            attachment.Since,
            attachment.Due,
            bytes);
    }

    /// <summary>The attachment of a row.</summary>
    /// <param name="row">The row.</param>
    /// <exception cref="InvalidDataException">The bytes are not an attachment, or of a newer version than this code knows.</exception>
    public static Attachment FromRow(AttachmentRow row)
    {
        var bytes = row.Bytes.Span;
        if (bytes.IsEmpty || bytes[0] != Version)
            throw new InvalidDataException($"The stored attachment {row.Participation} has a version this program does not know.");

        try
        {
            var stored = JsonSerializer.Deserialize(bytes[1..], StoredJson.Default.Stored)
                ?? throw new InvalidDataException($"The stored attachment {row.Participation} is empty.");
            return stored.ToAttachment(row);
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            throw new InvalidDataException($"The stored attachment {row.Participation} cannot be read.", fault);
        }
    }

    internal sealed record Stored
    {
        public required byte[] Call { get; init; }
        public BehaviorKind Behavior { get; init; }
        public int? HangUpAfterMs { get; init; }
        public int Hop { get; init; }
        public uint Ring { get; init; }
        public StoredInvite? Invite { get; init; }
        public bool IsAnnounced { get; init; }
        public ResultInformation? Reason { get; init; }
        public int Repeats { get; init; }
        public DateTimeOffset? GiveUpAt { get; init; }

        public static Stored Of(Attachment from) => new()
        {
            Call = from.Call.ToBytes(),
            Behavior = from.Behavior,
            HangUpAfterMs = from.HangUpAfterMs,
            Hop = from.Hop,
            Ring = from.Ring,
            Invite = from.Invite is null ? null : StoredInvite.Of(from.Invite),
            IsAnnounced = from.IsAnnounced,
            Reason = from.Reason,
            Repeats = from.Repeats,
            GiveUpAt = from.GiveUpAt,
        };

        public Attachment ToAttachment(AttachmentRow row)
        {
            if (Call.Length != CallKey.Size)
                throw new FormatException("The key of the call has a wrong length.");

            var call = CallKey.Read(Call);
            var endpoint = CommunicationIdentifier.Parse(row.RawId);
            return new()
            {
                Participation = row.Participation,
                Endpoint = endpoint,
                Call = call,
                Status = row.Status,
                Since = row.Since,
                Due = row.Due,
                Behavior = Behavior,
                HangUpAfterMs = HangUpAfterMs,
                Hop = Hop,
                Ring = Ring,
                Invite = Invite?.ToInvite(row.Participation, call, endpoint, Ring, row.Since),
                IsAnnounced = IsAnnounced,
                Reason = Reason,
                Repeats = Repeats,
                GiveUpAt = GiveUpAt,
            };
        }
    }

    internal sealed record StoredInvite
    {
        public required string From { get; init; }
        public required DateTimeOffset Deadline { get; init; }
        public required string ServerCallId { get; init; }
        public required Guid CorrelationId { get; init; }
        public required string IncomingCallContext { get; init; }
        public string? CallerDisplayName { get; init; }
        public string? CustomContext { get; init; }
        public string? OnBehalfOf { get; init; }
        public bool IsClosedToApps { get; init; }

        public static StoredInvite Of(Invite from) => new()
        {
            From = from.From.RawId,
            Deadline = from.Deadline,
            ServerCallId = from.ServerCallId,
            CorrelationId = from.CorrelationId,
            IncomingCallContext = from.IncomingCallContext,
            CallerDisplayName = from.CallerDisplayName,
            CustomContext = from.CustomContext,
            OnBehalfOf = from.OnBehalfOf?.RawId,
            IsClosedToApps = !from.AppMayAnswer,
        };

        public Invite ToInvite(Guid participation, CallKey call, CommunicationIdentifier endpoint, uint ring, DateTimeOffset since) =>
            new(participation, call, endpoint)
            {
                Ring = ring,
                From = CommunicationIdentifier.Parse(From),
                RingingSince = since,
                Deadline = Deadline,
                ServerCallId = ServerCallId,
                CorrelationId = CorrelationId,
                IncomingCallContext = IncomingCallContext,
                CallerDisplayName = CallerDisplayName,
                CustomContext = CustomContext,
                OnBehalfOf = OnBehalfOf is null ? null : CommunicationIdentifier.Parse(OnBehalfOf),
                AppMayAnswer = !IsClosedToApps,
            };
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(AttachmentCodec.Stored))]
internal sealed partial class StoredJson : JsonSerializerContext;
