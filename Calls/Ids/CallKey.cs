using System.Buffers.Binary;
using System.Globalization;

namespace CallGrains.Calls.Ids;

/// <summary>The 88-bit key of a call: it names the call's one owner in every host.</summary>
/// <param name="Value">The key; only the low 88 bits are used.</param>
public readonly record struct CallKey(UInt128 Value)
{
    /// <summary>The length of a key in bytes.</summary>
    public const int Size = 11;

    /// <summary>Reads a key from its <see cref="Size"/> bytes, big-endian.</summary>
    /// <param name="bytes">At least <see cref="Size"/> bytes; further ones are ignored.</param>
    public static CallKey Read(ReadOnlySpan<byte> bytes)
    {
        Span<byte> wide = stackalloc byte[16];
        wide.Clear();
        bytes[..Size].CopyTo(wide[5..]);
        return new(BinaryPrimitives.ReadUInt128BigEndian(wide));
    }

    /// <summary>Writes the key as <see cref="Size"/> bytes, big-endian.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void Write(Span<byte> destination)
    {
        Span<byte> wide = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(wide, Value);
        wide[5..].CopyTo(destination);
    }

    /// <summary>The key as bytes, for a store that keys rows by it.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        Write(bytes);
        return bytes;
    }

    /// <summary>The key as 22 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x22", CultureInfo.InvariantCulture);
}
