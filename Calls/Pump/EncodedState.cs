using System.Buffers;
using CallGrains.Calls.Codec;
using CallGrains.Calls.State;

namespace CallGrains.Calls.Pump;

/// <summary>The stored form of the states of a call: each is measured when a command is decided, and what became of it is written soon after.</summary>
internal sealed class EncodedState
{
    private readonly EncodedRepeats _repeats = new();

    private byte[] _lent = [];

    /// <summary>How large the stored form is. The requests it remembers, often most of it, are not written for that.</summary>
    public int SizeOf(CallState state)
    {
        using var writer = new StateWriter();
        CallStateCodec.Write(writer, state with { Repeats = [] }, null);
        return writer.Length - EncodedRepeats.SizeOfNone + _repeats.SizeOf(state.Repeats);
    }

    /// <summary>The stored form, until <see cref="TakeBack"/>. One at a time.</summary>
    public ReadOnlyMemory<byte> Lend(CallState state)
    {
        using var writer = new StateWriter();
        CallStateCodec.Write(writer, state, _repeats);
        var length = writer.Length;
        _lent = writer.Detach();
        return _lent.AsMemory(0, length);
    }

    /// <summary>
    /// Nobody reads what was lent any more. Where nobody knows that, it is not called, and the bytes are left to those who may.
    /// </summary>
    public void TakeBack()
    {
        if (_lent.Length == 0)
            return;

        ArrayPool<byte>.Shared.Return(_lent);
        _lent = [];
    }
}
