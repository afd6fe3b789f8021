using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;
using CallGrains.Delivery.Callbacks;

namespace CallGrains.Delivery.EventGrid;

/// <summary>Renders events for subscriptions, in either schema (EVENTS section 4).</summary>
internal static class EventGridBody
{
    /// <summary>The id of the announcement of one ringing: the same at every try, for every subscription, after any restart.</summary>
    public static Guid IdOf(Invite invite)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"IncomingCall\n{invite.Participation:N}\n{invite.Ring}");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.ASCII.GetBytes(text), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new(hash[..16], bigEndian: true);
    }

    /// <summary><c>IncomingCall</c>.</summary>
    public static byte[] IncomingCall(Invite invite, EventSchema schema, string topic) => Render(
        schema,
        topic,
        IdOf(invite),
        EventTypes.IncomingCall,
        $"/caller/{invite.From.RawId}/recipient/{invite.Endpoint.RawId}",
        invite.RingingSince,
        json =>
        {
            WriteIdentifier(json, "to"u8, invite.Endpoint);
            WriteIdentifier(json, "from"u8, invite.From);
            json.WriteString("serverCallId"u8, invite.ServerCallId);
            json.WriteString("callerDisplayName"u8, invite.CallerDisplayName ?? "");
            if (invite.CustomContext is not null)
            {
                json.WritePropertyName("customContext"u8);
                json.WriteRawValue(invite.CustomContext);
            }

            if (invite.OnBehalfOf is not null)
                WriteIdentifier(json, "onBehalfOfCallee"u8, invite.OnBehalfOf);
            json.WriteString("incomingCallContext"u8, invite.IncomingCallContext);
            json.WriteString("correlationId"u8, invite.CorrelationId);
        });

    /// <summary>The events of a call's life.</summary>
    public static byte[] Lifecycle(CallLifecycleEvent happened, EventSchema schema, string topic) =>
        Render(schema, topic, happened.Id, TypeOf(happened), SubjectOf(happened), happened.Time, json => WriteLifecycle(json, happened));

    /// <summary>The handshake of the Event Grid schema.</summary>
    public static byte[] Validation(Guid id, string topic, DateTimeOffset time, string code, string url) => Render(
        EventSchema.EventGrid,
        topic,
        id,
        EventTypes.SubscriptionValidation,
        "",
        time,
        json =>
        {
            json.WriteString("validationCode"u8, code);
            json.WriteString("validationUrl"u8, url);
        });

    /// <summary>The type of an event of a call's life.</summary>
    public static string TypeOf(CallLifecycleEvent happened) => happened switch
    {
        CallStarted => EventTypes.CallStarted,
        CallEnded => EventTypes.CallEnded,
        CallParticipantAdded => EventTypes.CallParticipantAdded,
        _ => EventTypes.CallParticipantRemoved,
    };

    private static string SubjectOf(CallLifecycleEvent happened) => happened switch
    {
        CallStarted => $"call/{happened.ServerCallId}/startedBy/{happened.StartedBy.RawId}",
        CallParticipantAdded added => $"call/{happened.ServerCallId}/participant/{added.User.RawId}",
        CallParticipantRemoved removed => $"call/{happened.ServerCallId}/participant/{removed.User.RawId}",
        _ => $"call/{happened.ServerCallId}",
    };

    private static void WriteLifecycle(Utf8JsonWriter json, CallLifecycleEvent happened)
    {
        switch (happened)
        {
            case CallEnded ended:
                // The first name is that of the documentation, the second that of the newer clients.
                json.WriteNumber("durationOfCall"u8, ended.Duration.TotalSeconds);
                json.WriteNumber("callDurationInSeconds"u8, ended.Duration.TotalSeconds);
                json.WriteStartObject("reason"u8);
                json.WriteNumber("code"u8, ended.Reason.Code);
                json.WriteNumber("subCode"u8, ended.Reason.SubCode);
                json.WriteString("phrase"u8, ended.Reason.Message);
                json.WriteEndObject();
                break;
            case CallParticipantAdded added:
                WriteUser(json, added.User, added.DisplayName, added.ParticipantId);
                break;
            case CallParticipantRemoved removed:
                WriteUser(json, removed.User, removed.DisplayName, removed.ParticipantId);
                break;
            default:
                break;
        }

        WriteParticipant(json, "startedBy"u8, happened.StartedBy);
        json.WriteString("serverCallId"u8, happened.ServerCallId);
        WriteNamed(json, "group"u8, happened.Group);
        WriteNamed(json, "room"u8, happened.Room);
        json.WriteBoolean("isTwoParty"u8, happened.IsTwoParty);
        json.WriteString("correlationId"u8, happened.CorrelationId);
        json.WriteBoolean("isRoomsCall"u8, happened.Room is not null);
    }

    private static void WriteUser(Utf8JsonWriter json, CommunicationIdentifier user, string? displayName, Guid participantId)
    {
        WriteParticipant(json, "user"u8, user);
        json.WriteString("displayName"u8, displayName ?? "");
        json.WriteString("participantId"u8, participantId);
    }

    private static void WriteParticipant(Utf8JsonWriter json, ReadOnlySpan<byte> name, CommunicationIdentifier who)
    {
        json.WriteStartObject(name);
        WriteIdentifier(json, "communicationIdentifier"u8, who);
        // The documentation shows the identifier's members here, the clients read them one level deeper.
        json.WriteString("rawId"u8, who.RawId);
        json.WriteString("role"u8, "Attendee"u8);
        json.WriteEndObject();
    }

    private static void WriteNamed(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? id)
    {
        if (id is null)
            return;

        json.WriteStartObject(name);
        json.WriteString("id"u8, id);
        json.WriteEndObject();
    }

    private static void WriteIdentifier(Utf8JsonWriter json, ReadOnlySpan<byte> name, CommunicationIdentifier identifier)
    {
        json.WritePropertyName(name);
        IdentifierJson.Write(json, identifier);
    }

    private static byte[] Render(
        EventSchema schema, string topic, Guid id, string type, string subject, DateTimeOffset time, Action<Utf8JsonWriter> writeData)
    {
        var isEventGrid = schema == EventSchema.EventGrid;
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using var json = new Utf8JsonWriter(buffer, CallbackBody.WriterOptions);
        if (isEventGrid)
            json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString(isEventGrid ? "topic"u8 : "source"u8, topic);
        json.WriteString("subject"u8, subject);
        json.WriteStartObject("data"u8);
        writeData(json);
        json.WriteEndObject();
        json.WriteString(isEventGrid ? "eventType"u8 : "type"u8, type);
        if (isEventGrid)
        {
            json.WriteString("dataVersion"u8, "1.0"u8);
            json.WriteString("metadataVersion"u8, "1"u8);
        }
        else
        {
            json.WriteString("specversion"u8, "1.0"u8);
            json.WriteString("datacontenttype"u8, "application/json"u8);
        }

        json.WriteString(isEventGrid ? "eventTime"u8 : "time"u8, time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
        json.WriteEndObject();
        if (isEventGrid)
            json.WriteEndArray();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
