using CallGrains.Calls.Codec;
using CallGrains.Calls.State;

namespace CallGrains.Calls.Pump;

/// <summary>The stored form of the states of a call: each is measured when a command is decided, and what became of it is written soon after.</summary>
internal sealed class EncodedState
{
    private readonly EncodedRepeats _repeats = new();

    /// <summary>How large the stored form is.</summary>
    public int SizeOf(CallState state)
    {
        using var writer = new StateWriter();
        CallStateCodec.Write(writer, state, _repeats);
        return writer.Length;
    }

    /// <summary>The stored form.</summary>
    public byte[] Of(CallState state)
    {
        using var writer = new StateWriter();
        CallStateCodec.Write(writer, state, _repeats);
        return writer.ToArray();
    }
}
