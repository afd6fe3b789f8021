using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;

namespace CallGrains.Calls.Codec;

/// <summary>
/// Writes the stored form: numbers as variable-length integers, records as a length and their fields in a fixed order. A reader
/// skips what it does not know at the end of a record and takes defaults for what is missing there: so fields are only ever added
/// at the end, and old and new versions read each other.
/// </summary>
internal sealed class StateWriter : IDisposable
{
    private const int LengthSize = 4;

    // Lent: a state is encoded for each write of its call, and growing a new buffer each time was most of what encoding allocated.
    private byte[] _buffer;
    private int _length;

    public StateWriter(int capacity = 4096) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, []) is { Length: > 0 } buffer)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>How many bytes were written.</summary>
    public int Length => _length;

    /// <summary>What was written, until more is.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>What was written.</summary>
    public byte[] ToArray() => _buffer.AsSpan(0, _length).ToArray();

    /// <summary>Gives away the buffer, which begins with what was written. Whoever takes it returns it to the shared pool.</summary>
    public byte[] Detach() => Interlocked.Exchange(ref _buffer, []);

    public void Byte(byte value)
    {
        Reserve(1);
        _buffer[_length++] = value;
    }

    /// <summary>Bytes that are a stored form already.</summary>
    public void Bytes(ReadOnlySpan<byte> value)
    {
        Reserve(value.Length);
        value.CopyTo(_buffer.AsSpan(_length));
        _length += value.Length;
    }

    public void Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Number(ulong value)
    {
        Reserve(10);
        _length += Variable(_buffer.AsSpan(_length), value);
    }

    /// <summary>
    /// A remembered request, of which a state may hold thousands: its fields in one go, and those it does not have left out at the end. Most
    /// requests make neither a leg nor an id, and that is a quarter of their record.
    /// </summary>
    public void Repeat(Guid request, UInt128 hash, DateTimeOffset at, ushort leg, Guid result)
    {
        Reserve(16 + 16 + 10 + 3 + 16);
        var rest = _buffer.AsSpan(_length);
        _ = request.TryWriteBytes(rest, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt128BigEndian(rest[16..], hash);
        rest = rest[32..];
        rest = rest[Variable(rest, (ulong)at.UtcTicks)..];
        if (leg != 0 || result != default)
            rest = rest[Variable(rest, leg)..];
        if (result != default)
        {
            _ = result.TryWriteBytes(rest, bigEndian: true, out _);
            rest = rest[16..];
        }

        _length = _buffer.Length - rest.Length;
    }

    public void Number(int value) => Number(checked((ulong)value));

    /// <summary>A number that may be negative, zigzag coded.</summary>
    public void Signed(int value) => Number((ulong)(uint)((value << 1) ^ (value >> 31)));

    public void Guid(Guid value)
    {
        Reserve(16);
        _ = value.TryWriteBytes(_buffer.AsSpan(_length), bigEndian: true, out _);
        _length += 16;
    }

    public void Wide(UInt128 value)
    {
        Reserve(16);
        BinaryPrimitives.WriteUInt128BigEndian(_buffer.AsSpan(_length), value);
        _length += 16;
    }

    public void Key(CallKey value)
    {
        Reserve(CallKey.Size);
        value.Write(_buffer.AsSpan(_length));
        _length += CallKey.Size;
    }

    /// <summary>An instant in UTC ticks; times are stored without their offset.</summary>
    public void Time(DateTimeOffset value) => Number((ulong)value.UtcTicks);

    /// <summary>A text or null: 0 is null, else the length in bytes and one.</summary>
    public void Text(string? value)
    {
        if (value is null)
        {
            Byte(0);
            return;
        }

        var size = Encoding.UTF8.GetByteCount(value);
        Number((ulong)size + 1);
        Reserve(size);
        _length += Encoding.UTF8.GetBytes(value, _buffer.AsSpan(_length));
    }

    public void Identifier(CommunicationIdentifier? value) => Text(value?.RawId);

    /// <summary>A record: its length, then the fields that <paramref name="write"/> writes.</summary>
    public void Record<T>(T value, Action<StateWriter, T> write)
    {
        Reserve(LengthSize);
        var start = _length += LengthSize;
        write(this, value);
        var size = _length - start;
        if (size >= 1 << 28)
            throw new InvalidOperationException("A record is larger than the stored form allows.");

        // The length has a fixed width, so that the record need not be moved once its size is known.
        _buffer[start - 4] = (byte)(size | 0x80);
        _buffer[start - 3] = (byte)((size >> 7) | 0x80);
        _buffer[start - 2] = (byte)((size >> 14) | 0x80);
        _buffer[start - 1] = (byte)(size >> 21);
    }

    public void List<T>(ImmutableArray<T> values, Action<StateWriter, T> write)
    {
        Number(values.Length);
        foreach (var value in values)
            Record(value, write);
    }

    private static int Variable(Span<byte> destination, ulong value)
    {
        var size = 0;
        while (value >= 0x80)
        {
            destination[size++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[size++] = (byte)value;
        return size;
    }

    private void Reserve(int size)
    {
        if (_length + size > _buffer.Length)
            Grow(size);
    }

    private void Grow(int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + size));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
