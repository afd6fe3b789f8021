using SQLitePCL;

namespace CallGrains.Embedded.Store;

/// <summary>A value of a parameter: null, a number, a text or bytes.</summary>
internal readonly struct StoreValue
{
    private readonly Kind _kind;
    private readonly long _number;
    private readonly string? _text;
    private readonly ReadOnlyMemory<byte> _bytes;

    private StoreValue(long number)
    {
        _kind = Kind.Number;
        _number = number;
    }

    private StoreValue(string? text)
    {
        _kind = text is null ? Kind.Null : Kind.Text;
        _text = text;
    }

    private StoreValue(ReadOnlyMemory<byte> bytes)
    {
        _kind = Kind.Bytes;
        _bytes = bytes;
    }

    private enum Kind : byte
    {
        Null,
        Number,
        Text,
        Bytes,
    }

    public static implicit operator StoreValue(int number) => new(number);

    public static implicit operator StoreValue(int? number) => number is { } value ? new(value) : default;

    public static implicit operator StoreValue(long number) => new(number);

    public static implicit operator StoreValue(long? number) => number is { } value ? new(value) : default;

    public static implicit operator StoreValue(string? text) => new(text);

    public static implicit operator StoreValue(byte[] bytes) => new(bytes);

    public static implicit operator StoreValue(ReadOnlyMemory<byte> bytes) => new(bytes);

    /// <summary>Binds the value to a parameter.</summary>
    /// <returns>SQLite's result code.</returns>
    public int Bind(sqlite3_stmt statement, int parameter) => _kind switch
    {
        Kind.Number => raw.sqlite3_bind_int64(statement, parameter, _number),
        Kind.Text => raw.sqlite3_bind_text(statement, parameter, _text!),
        // Empty bytes have no address, which SQLite would take for null.
        Kind.Bytes when _bytes.IsEmpty => raw.sqlite3_bind_zeroblob(statement, parameter, 0),
        Kind.Bytes => raw.sqlite3_bind_blob(statement, parameter, _bytes.Span),
        _ => raw.sqlite3_bind_null(statement, parameter),
    };
}
