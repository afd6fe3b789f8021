using System.Buffers.Binary;
using CallGrains.Grains.Abstractions;

namespace CallGrains.Grains.Events;

/// <summary>What the index says of a dead letter.</summary>
/// <param name="Connection">The leg.</param>
/// <param name="Time">When it became one.</param>
internal readonly record struct DeadLetterEntry(Guid Connection, DateTimeOffset Time)
{
    private const int Size = 16 + sizeof(long);

    public static Payload Encode(Guid connection, DateTimeOffset time)
    {
        var bytes = new byte[Size];
        _ = connection.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(16), time.UtcTicks);
        return new(bytes);
    }

    public static DeadLetterEntry Decode(Payload payload) => new(
        new(payload.Bytes.AsSpan(0, 16), bigEndian: true),
        new(BinaryPrimitives.ReadInt64BigEndian(payload.Bytes.AsSpan(16)), TimeSpan.Zero));
}
