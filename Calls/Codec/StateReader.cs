using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;

namespace CallGrains.Calls.Codec;

/// <summary>Reads what <see cref="StateWriter"/> wrote. At the end of a record every further field has its default.</summary>
internal ref struct StateReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>Reads one record.</summary>
    public delegate T Reading<T>(ref StateReader reader);

    private readonly bool AtEnd => _at >= _bytes.Length;

    public byte Byte() => AtEnd ? (byte)0 : _bytes[_at++];

    public bool Bool() => Byte() != 0;

    public ulong Number()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw new InvalidDataException("A number is longer than 64 bits.");
    }

    public int Int() => checked((int)Number());

    public uint Ring() => checked((uint)Number());

    public ushort Leg() => checked((ushort)Number());

    public int Signed()
    {
        var value = (uint)Number();
        return (int)(value >> 1) ^ -(int)(value & 1);
    }

    public Guid Guid() => AtEnd ? default : new(Take(16), bigEndian: true);

    public UInt128 Wide() => AtEnd ? default : BinaryPrimitives.ReadUInt128BigEndian(Take(16));

    public CallKey Key() => AtEnd ? default : CallKey.Read(Take(CallKey.Size));

    public DateTimeOffset Time() => new((long)Number(), TimeSpan.Zero);

    public string? Text()
    {
        var size = Int();
        return size == 0 ? null : Encoding.UTF8.GetString(Take(size - 1));
    }

    public string RequiredText() => Text() ?? throw new InvalidDataException("A text is missing.");

    public CommunicationIdentifier? Identifier() => Text() is { } rawId ? CommunicationIdentifier.Parse(rawId) : null;

    public CommunicationIdentifier RequiredIdentifier() => CommunicationIdentifier.Parse(RequiredText());

    public T Record<T>(Reading<T> read)
    {
        var size = Int();
        var inner = new StateReader(Take(size));
        return read(ref inner);
    }

    public ImmutableArray<T> List<T>(Reading<T> read)
    {
        var count = Int();
        if (count == 0)
            return [];

        if (count > _bytes.Length)
            throw new InvalidDataException("A list is longer than what holds it.");

        var values = ImmutableArray.CreateBuilder<T>(count);
        for (var i = 0; i < count; i++)
            values.Add(Record(read));

        return values.MoveToImmutable();
    }

    private ReadOnlySpan<byte> Take(int size)
    {
        if (size < 0 || size > _bytes.Length - _at)
            throw new InvalidDataException("The stored form ends in the middle of a field.");

        _at += size;
        return _bytes.Slice(_at - size, size);
    }
}
