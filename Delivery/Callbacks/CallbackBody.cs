using System.Buffers;
using System.Buffers.Text;
using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;

namespace CallGrains.Delivery.Callbacks;

/// <summary>Renders the body of a callback: a JSON array of exactly one CloudEvent (EVENTS sections 1 and 2): of one event, the same bytes each time.</summary>
/// <remarks>Clients read the first element only, so events are never batched.</remarks>
public static class CallbackBody
{
    /// <summary>How JSON is written: compact, and only escaped where JSON asks for it; the body is never part of a page.</summary>
    internal static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly FrozenDictionary<CallEventKind, string> TypeNames =
        Enum.GetValues<CallEventKind>().ToFrozenDictionary(kind => kind, kind => $"Microsoft.Communication.{kind}");

    /// <summary>The <c>type</c> of a kind of event.</summary>
    /// <param name="kind">The kind.</param>
    public static string TypeName(CallEventKind kind) => TypeNames[kind];

    /// <summary>Renders one event.</summary>
    /// <param name="destination">Where to write.</param>
    /// <param name="callback">The event.</param>
    /// <param name="apiVersion">The <c>data.version</c>.</param>
    public static void Write(IBufferWriter<byte> destination, CallbackEvent callback, string apiVersion)
    {
        using var json = new Utf8JsonWriter(destination, WriterOptions);
        Write(json, callback, apiVersion);
    }

    /// <summary>Renders one event with a writer that is used again.</summary>
    /// <param name="json">The writer, at the beginning of its output; flushed afterwards.</param>
    /// <param name="callback">The event.</param>
    /// <param name="apiVersion">The <c>data.version</c>.</param>
    public static void Write(Utf8JsonWriter json, CallbackEvent callback, string apiVersion)
    {
        var type = TypeNames[callback.Kind];
        Span<byte> source = stackalloc byte[64];
        source = source[..WriteSource(callback.ConnectionId, source)];

        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("id"u8, callback.Id);
        json.WriteString("source"u8, source);
        json.WriteString("type"u8, type);
        json.WriteStartObject("data"u8);
        WriteCommon(json, callback, apiVersion);
        json.WriteString("callConnectionId"u8, callback.ConnectionId);
        json.WriteString("serverCallId"u8, callback.ServerCallId);
        json.WriteString("correlationId"u8, callback.CorrelationId);
        json.WriteString("publicEventType"u8, type);
        json.WriteEndObject();
        WriteTime(json, callback.Time);
        json.WriteString("specversion"u8, "1.0"u8);
        json.WriteString("datacontenttype"u8, "application/json"u8);
        json.WriteString("subject"u8, source);
        json.WriteEndObject();
        json.WriteEndArray();
        json.Flush();
    }

    private static void WriteCommon(Utf8JsonWriter json, CallbackEvent callback, string apiVersion)
    {
        WriteSpecific(json, callback);
        if (callback.Kind == CallEventKind.ParticipantsUpdated)
        {
            // The one event without operationContext; recorded with its result before the version.
            WriteResult(json, callback.Result);
            json.WriteString("version"u8, apiVersion);
            return;
        }

        json.WriteString("version"u8, apiVersion);
        if (callback.OperationContext is not null)
            json.WriteString("operationContext"u8, callback.OperationContext);
        WriteResult(json, callback.Result);
    }

    private static void WriteSpecific(Utf8JsonWriter json, CallbackEvent callback)
    {
        switch (callback.Kind)
        {
            case CallEventKind.ParticipantsUpdated:
                WriteRoster(json, callback);
                break;
            case CallEventKind.AddParticipantSucceeded or CallEventKind.AddParticipantFailed
                or CallEventKind.RemoveParticipantSucceeded or CallEventKind.RemoveParticipantFailed:
                WriteIdentifier(json, "participant"u8, callback.Participant);
                break;
            case CallEventKind.MoveParticipantSucceeded or CallEventKind.MoveParticipantFailed:
                WriteIdentifier(json, "participant"u8, callback.Participant);
                json.WriteString("fromCall"u8, callback.FromCall);
                break;
            case CallEventKind.CancelAddParticipantSucceeded or CallEventKind.CancelAddParticipantFailed:
                json.WriteString("invitationId"u8, callback.InvitationId);
                break;
            case CallEventKind.CallTransferAccepted:
                WriteIdentifier(json, "transferTarget"u8, callback.TransferTarget);
                WriteIdentifier(json, "transferee"u8, callback.Transferee);
                break;
            default:
                break;
        }
    }

    private static void WriteRoster(Utf8JsonWriter json, CallbackEvent callback)
    {
        json.WriteStartArray("participants"u8);
        foreach (var participant in callback.Participants)
        {
            json.WriteStartObject();
            WriteIdentifier(json, "identifier"u8, participant.Identifier);
            json.WriteBoolean("isMuted"u8, participant.IsMuted);
            json.WriteBoolean("isOnHold"u8, participant.IsOnHold);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("sequenceNumber"u8, callback.SequenceNumber);
    }

    private static void WriteIdentifier(Utf8JsonWriter json, ReadOnlySpan<byte> name, CommunicationIdentifier? identifier)
    {
        if (identifier is null)
            return;

        json.WritePropertyName(name);
        IdentifierJson.Write(json, identifier);
    }

    private static void WriteResult(Utf8JsonWriter json, ResultInformation result)
    {
        json.WriteStartObject("resultInformation"u8);
        json.WriteNumber("code"u8, result.Code);
        json.WriteNumber("subCode"u8, result.SubCode);
        json.WriteString("message"u8, result.Message);
        json.WriteEndObject();
    }

    private static int WriteSource(Guid connection, Span<byte> destination)
    {
        var prefix = "calling/callConnections/"u8;
        prefix.CopyTo(destination);
        Utf8Formatter.TryFormat(connection, destination[prefix.Length..], out var length);
        return prefix.Length + length;
    }

    /// <summary>Up to 7 digits of a second, without trailing zeros, and the offset as <c>+00:00</c>: as recorded.</summary>
    private static void WriteTime(Utf8JsonWriter json, DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[40];
        time.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'+00:00'");
        json.WriteString("time"u8, text[..length]);
    }
}
