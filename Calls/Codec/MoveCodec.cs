using CallGrains.Calls.Commands;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Moves;
using CallGrains.Calls.State;

namespace CallGrains.Calls.Codec;

/// <summary>The stored form of holds, moves and remembered requests.</summary>
internal static class MoveCodec
{
    public static void Write(StateWriter writer, Hold hold)
    {
        writer.Guid(hold.Move);
        writer.Key(hold.Target);
        writer.List(hold.Entries, PartCodec.Write);
    }

    public static Hold ReadHold(ref StateReader reader) =>
        new(reader.Guid(), reader.Key(), reader.List<Participant>(PartCodec.ReadParticipant));

    public static void Write(StateWriter writer, Move move)
    {
        writer.Guid(move.Id);
        writer.Key(move.Source);
        writer.Bool(move.IsCommitted);
        writer.List(move.IsCommitted ? move.Taken : [], WriteStay);
        writer.Number(move.Leg);
        writer.List(move.Named, static (w, who) => w.Identifier(who));
        writer.Text(move.FromCall);
        writer.Text(move.OperationContext);
        writer.Text(move.CallbackUri);
        writer.Time(move.Deadline);
        writer.Text(move.TraceParent);
    }

    public static Move ReadMove(ref StateReader reader)
    {
        var move = new Move(reader.Guid(), reader.Key());
        var isCommitted = reader.Bool();
        var taken = reader.List<Stay>(ReadStay);
        return move with
        {
            Taken = isCommitted ? taken : default,
            Leg = reader.Leg(),
            Named = reader.List<CommunicationIdentifier>(static (ref StateReader r) => r.RequiredIdentifier()),
            FromCall = reader.Text() ?? "",
            OperationContext = reader.Text(),
            CallbackUri = reader.Text(),
            Deadline = reader.Time(),
            TraceParent = reader.Text(),
        };
    }

    public static void Write(StateWriter writer, RepeatRecord record) =>
        writer.Repeat(record.Request.RequestId, record.Request.Hash, record.At, record.Leg, record.Result);

    public static RepeatRecord ReadRepeat(ref StateReader reader) =>
        new(new Repeatability(reader.Guid(), reader.Wide()), reader.Time(), reader.Leg(), reader.Guid());

    public static void WriteStay(StateWriter writer, Stay stay)
    {
        writer.Guid(stay.Participation);
        writer.Number(stay.Hop);
    }

    public static Stay ReadStay(ref StateReader reader) => new(reader.Guid(), reader.Int());
}
