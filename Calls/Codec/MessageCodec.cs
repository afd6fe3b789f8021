using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Moves;
using CallGrains.Calls.State;

namespace CallGrains.Calls.Codec;

/// <summary>The wire form of messages between calls. The numbers of the kinds are never reused.</summary>
internal static class MessageCodec
{
    private enum Kind : byte
    {
        Reserve = 1,
        Reserved = 2,
        Decided = 3,
        Ack = 4,
    }

    public static void Write(StateWriter writer, CallMessage message)
    {
        switch (message)
        {
            case Reserve reserve:
                Begin(writer, Kind.Reserve, message);
                writer.List(reserve.Participants, static (w, who) => w.Identifier(who));
                break;
            case Reserved reserved:
                Begin(writer, Kind.Reserved, message);
                writer.List(reserved.Entries, PartCodec.Write);
                break;
            case Decided decided:
                Begin(writer, Kind.Decided, message);
                writer.List(decided.Taken, MoveCodec.WriteStay);
                break;
            case Ack:
                Begin(writer, Kind.Ack, message);
                break;
            default:
                throw new ArgumentException($"{message.GetType().Name} has no wire form.", nameof(message));
        }
    }

    public static CallMessage Read(ref StateReader reader)
    {
        var kind = (Kind)reader.Byte();
        var move = reader.Guid();
        var from = reader.Key();
        return kind switch
        {
            Kind.Reserve => new Reserve(move, from, reader.List<CommunicationIdentifier>(static (ref StateReader r) => r.RequiredIdentifier())),
            Kind.Reserved => new Reserved(move, from, reader.List<Participant>(PartCodec.ReadParticipant)),
            Kind.Decided => new Decided(move, from, reader.List<Stay>(MoveCodec.ReadStay)),
            Kind.Ack => new Ack(move, from),
            _ => throw new InvalidDataException($"There is no message of kind {(byte)kind}."),
        };
    }

    private static void Begin(StateWriter writer, Kind kind, CallMessage message)
    {
        writer.Byte((byte)kind);
        writer.Guid(message.Move);
        writer.Key(message.From);
    }
}
