using System.Buffers.Binary;
using System.Text;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Hosting;
using CallGrains.Grains.Abstractions;

namespace CallGrains.Grains.Endpoints;

/// <summary>The stored and sent form of behaviours and attachments. Each begins with a version.</summary>
internal static class EndpointCodec
{
    private const byte Version = 1;
    private const int BehaviorSize = 2 + (2 * sizeof(int));

    public static Payload Encode(EndpointBehavior behavior)
    {
        var bytes = new byte[BehaviorSize];
        bytes[0] = Version;
        bytes[1] = (byte)behavior.Kind;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(2), behavior.AfterMs);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(2 + sizeof(int)), behavior.HangUpAfterMs ?? -1);
        return new(bytes);
    }

    public static EndpointBehavior DecodeBehavior(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < BehaviorSize || bytes[0] != Version)
            throw new InvalidDataException("This program does not know the version of a stored behaviour.");

        var hangUpAfter = BinaryPrimitives.ReadInt32BigEndian(bytes[(2 + sizeof(int))..]);
        return new()
        {
            Kind = (BehaviorKind)bytes[1],
            AfterMs = BinaryPrimitives.ReadInt32BigEndian(bytes[2..]),
            HangUpAfterMs = hangUpAfter < 0 ? null : hangUpAfter,
        };
    }

    public static byte[] Encode(Attachment attachment)
    {
        var row = AttachmentCodec.ToRow(attachment);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Version);
        writer.Write(row.Participation.ToByteArray(bigEndian: true));
        writer.Write(row.RawId);
        writer.Write((byte)row.Status);
        writer.Write(row.Since.UtcTicks);
        writer.Write(row.Due?.UtcTicks ?? 0);
        writer.Write(row.Bytes.Length);
        writer.Write(row.Bytes.Span);
        writer.Flush();
        return stream.ToArray();
    }

    public static Attachment DecodeAttachment(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        if (reader.ReadByte() != Version)
            throw new InvalidDataException("This program does not know the version of a stored attachment.");

        var participation = new Guid(reader.ReadBytes(16), bigEndian: true);
        var rawId = reader.ReadString();
        var status = (AttachmentStatus)reader.ReadByte();
        var since = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
        var due = reader.ReadInt64();
        var rest = reader.ReadBytes(reader.ReadInt32());
        return AttachmentCodec.FromRow(new AttachmentRow(
            participation, rawId, status, since, due == 0 ? null : new DateTimeOffset(due, TimeSpan.Zero), rest));
    }
}
