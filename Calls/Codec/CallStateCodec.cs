using CallGrains.Calls.Ids;
using CallGrains.Calls.State;

namespace CallGrains.Calls.Codec;

/// <summary>
/// The stored form of a call. One version byte, then one record. The version changes only when old code could not read the
/// bytes; a field added at the end of a record does not change it. Golden bytes in the tests hold every version ever written.
/// </summary>
public static class CallStateCodec
{
    /// <summary>The version written.</summary>
    public const byte Version = 1;

    /// <summary>Encodes a call.</summary>
    /// <param name="state">The call.</param>
    public static byte[] Encode(CallState state)
    {
        using var writer = new StateWriter();
        Write(writer, state, null);
        return writer.ToArray();
    }

    /// <summary>Writes what <see cref="Encode"/> gives.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="state">The call.</param>
    /// <param name="repeats">The requests the call remembers, as they were written last; null when that is not kept.</param>
    internal static void Write(StateWriter writer, CallState state, EncodedRepeats? repeats)
    {
        writer.Byte(Version);
        writer.Record((state, repeats), static (w, call) => WriteState(w, call.state, call.repeats));
    }

    /// <summary>Decodes a call.</summary>
    /// <param name="bytes">What <see cref="Encode"/> gave, in this or an earlier version.</param>
    /// <exception cref="InvalidDataException">The bytes are not a call, or of a newer version.</exception>
    public static CallState Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[0] is 0 or > Version)
            throw new InvalidDataException($"The stored call has version {(bytes.IsEmpty ? 0 : bytes[0])}; this program reads up to {Version}.");

        try
        {
            var reader = new StateReader(bytes[1..]);
            return reader.Record(static (ref StateReader r) => ReadState(ref r));
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentException)
        {
            throw new InvalidDataException("The bytes are not a stored call.", exception);
        }
    }

    private static void WriteState(StateWriter writer, CallState state, EncodedRepeats? repeats)
    {
        writer.Key(state.Key);
        writer.Byte((byte)state.Phase);
        writer.Bool(state.IsGroup);
        writer.Byte(state.Locator is { } locator ? (byte)locator.Kind : (byte)0);
        writer.Text(state.Locator?.Id);
        writer.Time(state.CreatedAt);
        writer.Number(state.Sequence);
        writer.Number(state.LastRing);
        writer.Number(state.LastLeg);
        writer.List(state.Legs, PartCodec.Write);
        writer.List(state.Roster, PartCodec.Write);
        writer.List(state.Invitations, PartCodec.Write);
        writer.List(state.Holds, MoveCodec.Write);
        writer.List(state.Moves, MoveCodec.Write);
        writer.List(state.Farewells, PartCodec.Write);
        writer.List(state.Outbox, EventCodec.Write);
        if (repeats is null)
            writer.List(state.Repeats, MoveCodec.Write);
        else
            repeats.Write(writer, state.Repeats);
        writer.Identifier(state.StartedBy);
    }

    private static CallState ReadState(ref StateReader reader)
    {
        var state = new CallState(reader.Key())
        {
            Phase = (CallPhase)reader.Byte(),
            IsGroup = reader.Bool(),
            Locator = ReadLocator(ref reader),
            CreatedAt = reader.Time(),
            Sequence = reader.Int(),
            LastRing = reader.Ring(),
            LastLeg = reader.Leg(),
            Legs = reader.List<Leg>(PartCodec.ReadLeg),
            Roster = reader.List<Participant>(PartCodec.ReadParticipant),
            Invitations = reader.List<Invitation>(PartCodec.ReadInvitation),
            Holds = reader.List<Hold>(MoveCodec.ReadHold),
            Moves = reader.List<Move>(MoveCodec.ReadMove),
            Farewells = reader.List<Farewell>(PartCodec.ReadFarewell),
            Outbox = reader.List<PendingEvent>(EventCodec.ReadEvent),
            Repeats = reader.List<RepeatRecord>(MoveCodec.ReadRepeat),
            StartedBy = reader.Identifier(),
        };
        return Enum.IsDefined(state.Phase) ? state : throw new InvalidDataException("The stored call has no known phase.");
    }

    private static GroupLocator? ReadLocator(ref StateReader reader)
    {
        var kind = (GroupLocatorKind)reader.Byte();
        return reader.Text() is { } id ? new(kind, id) : null;
    }
}
