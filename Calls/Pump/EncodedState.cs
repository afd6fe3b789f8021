using CallGrains.Calls.Codec;
using CallGrains.Calls.State;

namespace CallGrains.Calls.Pump;

/// <summary>The stored form of a state, made once: it is measured when a command is decided, and written soon after.</summary>
internal sealed class EncodedState
{
    private CallState? _state;
    private byte[] _bytes = [];

    public byte[] Of(CallState state)
    {
        if (!ReferenceEquals(state, _state))
        {
            _bytes = CallStateCodec.Encode(state);
            _state = state;
        }

        return _bytes;
    }

    /// <summary>Lets go of the bytes, which are with the store now.</summary>
    public void Forget()
    {
        _state = null;
        _bytes = [];
    }
}
