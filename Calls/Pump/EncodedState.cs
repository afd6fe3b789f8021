using CallGrains.Calls.Codec;
using CallGrains.Calls.State;

namespace CallGrains.Calls.Pump;

/// <summary>The stored form of the states of a call: each is measured when a command is decided, and what became of it is written soon after.</summary>
internal sealed class EncodedState
{
    private readonly EncodedRepeats _repeats = new();

    /// <summary>How large the stored form is. The requests it remembers, often most of it, are not written for that.</summary>
    public int SizeOf(CallState state)
    {
        using var writer = new StateWriter();
        CallStateCodec.Write(writer, state with { Repeats = [] }, null);
        return writer.Length - EncodedRepeats.SizeOfNone + _repeats.SizeOf(state.Repeats);
    }

    /// <summary>The stored form.</summary>
    public byte[] Of(CallState state)
    {
        using var writer = new StateWriter();
        CallStateCodec.Write(writer, state, _repeats);
        return writer.ToArray();
    }
}
