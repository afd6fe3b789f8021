using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Replies;

namespace CallGrains.Calls.Codec;

/// <summary>
/// What nodes of a cluster say to each other, in the same form and under the same promise as <see cref="CallStateCodec"/>: a
/// byte that names the kind, then one record, to which fields are only ever added at the end.
/// </summary>
/// <remarks>Decoding throws <see cref="InvalidDataException"/> when the bytes are not of the family asked for.</remarks>
public static class WireCodec
{
    /// <summary>Encodes a command.</summary>
    /// <param name="command">The command.</param>
    public static byte[] Encode(CallCommand command) => Write(command, CommandCodec.Write);

    /// <summary>Decodes a command.</summary>
    /// <param name="bytes">What <see cref="Encode(CallCommand)"/> gave.</param>
    public static CallCommand DecodeCommand(ReadOnlySpan<byte> bytes) => Read(bytes, CommandCodec.Read);

    /// <summary>Encodes an answer.</summary>
    /// <param name="reply">The answer.</param>
    public static byte[] Encode(CallReply reply) => Write(reply, ReplyCodec.Write);

    /// <summary>Decodes an answer.</summary>
    /// <param name="bytes">What <see cref="Encode(CallReply)"/> gave.</param>
    public static CallReply DecodeReply(ReadOnlySpan<byte> bytes) => Read(bytes, ReplyCodec.Read);

    /// <summary>Encodes a message between calls.</summary>
    /// <param name="message">The message.</param>
    public static byte[] Encode(CallMessage message) => Write(message, MessageCodec.Write);

    /// <summary>Decodes a message between calls.</summary>
    /// <param name="bytes">What <see cref="Encode(CallMessage)"/> gave.</param>
    public static CallMessage DecodeMessage(ReadOnlySpan<byte> bytes) => Read(bytes, MessageCodec.Read);

    /// <summary>Encodes a notice to an endpoint.</summary>
    /// <param name="notice">The notice.</param>
    public static byte[] Encode(EndpointNotice notice) => Write(notice, FarSideCodec.Write);

    /// <summary>Decodes a notice to an endpoint.</summary>
    /// <param name="bytes">What <see cref="Encode(EndpointNotice)"/> gave.</param>
    public static EndpointNotice DecodeNotice(ReadOnlySpan<byte> bytes) => Read(bytes, FarSideCodec.ReadNotice);

    /// <summary>Encodes a signal of an endpoint.</summary>
    /// <param name="signal">The signal.</param>
    public static byte[] Encode(EndpointSignal signal) => Write(signal, FarSideCodec.Write);

    /// <summary>Decodes a signal of an endpoint.</summary>
    /// <param name="bytes">What <see cref="Encode(EndpointSignal)"/> gave.</param>
    public static EndpointSignal DecodeSignal(ReadOnlySpan<byte> bytes) => Read(bytes, FarSideCodec.ReadSignal);

    /// <summary>Encodes an event on its way to delivery.</summary>
    /// <param name="callback">The event.</param>
    public static byte[] Encode(CallbackEvent callback) => Write(callback, CallbackCodec.Write);

    /// <summary>Decodes an event on its way to delivery.</summary>
    /// <param name="bytes">What <see cref="Encode(CallbackEvent)"/> gave.</param>
    public static CallbackEvent DecodeCallback(ReadOnlySpan<byte> bytes) => Read(bytes, CallbackCodec.Read);

    private static byte[] Write<T>(T value, Action<StateWriter, T> write)
    {
        using var writer = new StateWriter(256);
        writer.Record(value, write);
        return writer.ToArray();
    }

    private static T Read<T>(ReadOnlySpan<byte> bytes, StateReader.Reading<T> read)
    {
        try
        {
            var reader = new StateReader(bytes);
            return reader.Record(read);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentException)
        {
            throw new InvalidDataException($"The bytes are not a {typeof(T).Name}.", exception);
        }
    }
}
