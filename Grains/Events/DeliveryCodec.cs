using System.Text.Json;
using System.Text.Json.Serialization;
using CallGrains.Calls.Events;
using CallGrains.Calls.Ids;
using CallGrains.Delivery.EventGrid;
using CallGrains.Delivery.Log;
using CallGrains.Grains.Abstractions;

namespace CallGrains.Grains.Events;

/// <summary>
/// The stored and sent form of delivery records, dead letters and event subscriptions: one byte of version, then JSON. Fields are
/// added, never renamed or reused.
/// </summary>
internal static class DeliveryCodec
{
    private const byte Version = 1;

    public static Payload Encode(DeliveryRecord record) => Write(StoredRecord.Of(record), DeliveryJson.Default.StoredRecord);

    public static DeliveryRecord DecodeRecord(Payload payload) => Read(payload, DeliveryJson.Default.StoredRecord).ToRecord();

    public static Payload Encode(DeadLetter letter) =>
        Write(new StoredLetter(letter.EventId, letter.Body.ToArray(), letter.TraceParent), DeliveryJson.Default.StoredLetter);

    public static DeadLetter DecodeLetter(Payload payload)
    {
        var stored = Read(payload, DeliveryJson.Default.StoredLetter);
        return new(stored.EventId, stored.Body, stored.TraceParent);
    }

    public static Payload Encode(EventSubscription subscription) => Write(subscription, DeliveryJson.Default.EventSubscription);

    public static EventSubscription DecodeSubscription(Payload payload) => Read(payload, DeliveryJson.Default.EventSubscription);

    private static Payload Write<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        using var bytes = new MemoryStream();
        bytes.WriteByte(Version);
        JsonSerializer.Serialize(bytes, value, type);
        return new(bytes.ToArray());
    }

    private static T Read<T>(Payload payload, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        if (payload.Bytes is not [Version, ..])
            throw new InvalidDataException($"This program does not know the version of a stored {typeof(T).Name}.");

        try
        {
            return JsonSerializer.Deserialize(payload.Bytes.AsSpan(1), type) ?? throw new InvalidDataException($"A stored {typeof(T).Name} is empty.");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"A stored {typeof(T).Name} cannot be read.", fault);
        }
    }

    internal sealed record StoredLetter(Guid EventId, byte[] Body, string? TraceParent);

    internal sealed record StoredRecord
    {
        public required Guid EventId { get; init; }
        public required CallEventKind Kind { get; init; }
        public required Guid CallConnectionId { get; init; }
        public required byte[] Call { get; init; }
        public required ushort Leg { get; init; }
        public required string Uri { get; init; }
        public required DeliveryState State { get; init; }
        public required int Tries { get; init; }
        public required DateTimeOffset FirstTime { get; init; }
        public required DateTimeOffset LastTime { get; init; }
        public int? StatusCode { get; init; }
        public TimeSpan? Latency { get; init; }
        public string? LastError { get; init; }
        public DateTimeOffset? NextTry { get; init; }

        public static StoredRecord Of(DeliveryRecord record) => new()
        {
            EventId = record.EventId,
            Kind = record.Kind,
            CallConnectionId = record.CallConnectionId,
            Call = record.Stream.Call.ToBytes(),
            Leg = record.Stream.Leg,
            Uri = record.Stream.Uri,
            State = record.State,
            Tries = record.Tries,
            FirstTime = record.FirstTime,
            LastTime = record.LastTime,
            StatusCode = record.StatusCode,
            Latency = record.Latency,
            LastError = record.LastError,
            NextTry = record.NextTry,
        };

        public DeliveryRecord ToRecord() => new()
        {
            EventId = EventId,
            Kind = Kind,
            CallConnectionId = CallConnectionId,
            Stream = new(CallKey.Read(Call), Leg, Uri),
            State = State,
            Tries = Tries,
            FirstTime = FirstTime,
            LastTime = LastTime,
            StatusCode = StatusCode,
            Latency = Latency,
            LastError = LastError,
            NextTry = NextTry,
        };
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DeliveryCodec.StoredRecord))]
[JsonSerializable(typeof(DeliveryCodec.StoredLetter))]
[JsonSerializable(typeof(EventSubscription))]
internal sealed partial class DeliveryJson : JsonSerializerContext;
