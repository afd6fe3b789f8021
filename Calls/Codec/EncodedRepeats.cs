using System.Collections.Immutable;
using CallGrains.Calls.State;

namespace CallGrains.Calls.Codec;

/// <summary>
/// The stored form of the requests a call remembers, kept from one write to the next: they are all written each time, and only the
/// newest is new. To write all anew was a tenth of the node's time in a profile of moves between calls that remember hundreds.
/// </summary>
internal sealed class EncodedRepeats
{
    // Fewer are as quickly written anew, and an idle call in memory keeps nothing of them.
    private const int WorthKeeping = 32;

    private ImmutableArray<RepeatRecord> _records = [];
    private byte[] _bytes = [];
    private int _length;

    /// <summary>How much an empty list takes.</summary>
    public const int SizeOfNone = 1;

    /// <summary>Writes the list as <see cref="StateWriter.List"/> does.</summary>
    public void Write(StateWriter writer, ImmutableArray<RepeatRecord> records)
    {
        if (!TryKeep(records))
        {
            writer.List(records, MoveCodec.Write);
            return;
        }

        writer.Number(records.Length);
        writer.Bytes(_bytes.AsSpan(0, _length));
    }

    /// <summary>How much <see cref="Write"/> writes.</summary>
    public int SizeOf(ImmutableArray<RepeatRecord> records)
    {
        using var writer = new StateWriter();
        if (!TryKeep(records))
        {
            writer.List(records, MoveCodec.Write);
            return writer.Length;
        }

        writer.Number(records.Length);
        return writer.Length + _length;
    }

    private bool TryKeep(ImmutableArray<RepeatRecord> records)
    {
        if (records.Length < WorthKeeping)
        {
            (_records, _bytes, _length) = ([], [], 0);
            return false;
        }

        if (!IsContinuedBy(records))
            (_records, _length) = ([], 0);
        Append(records.AsSpan()[_records.Length..]);
        _records = records;
        return true;
    }

    // Requests are added at the end and lapse at the beginning: where both ends are the same, so is what is between them.
    private bool IsContinuedBy(ImmutableArray<RepeatRecord> records)
    {
        var known = _records.Length;
        return known == 0
            || (known <= records.Length && ReferenceEquals(records[0], _records[0]) && ReferenceEquals(records[known - 1], _records[known - 1]));
    }

    private void Append(ReadOnlySpan<RepeatRecord> records)
    {
        using var writer = new StateWriter();
        foreach (var record in records)
            writer.Record(record, MoveCodec.Write);

        var needed = _length + writer.Length;
        if (needed > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length * 2));
        writer.Written.CopyTo(_bytes.AsSpan(_length));
        _length = needed;
    }
}
