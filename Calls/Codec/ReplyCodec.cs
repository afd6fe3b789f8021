using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Replies;

namespace CallGrains.Calls.Codec;

/// <summary>The wire form of answers. The numbers of the kinds are never reused.</summary>
internal static class ReplyCodec
{
    private enum Kind : byte
    {
        Refusal = 1,
        Connection = 2,
        Roster = 3,
        Participant = 4,
        Accepted = 5,
        Placed = 6,
    }

    public static void Write(StateWriter writer, CallReply reply)
    {
        switch (reply)
        {
            case Refusal refusal:
                Begin(writer, Kind.Refusal, reply);
                writer.Number(refusal.Status);
                writer.Text(refusal.Code);
                writer.Text(refusal.Message);
                writer.Text(refusal.Target);
                writer.Number((ulong)(refusal.RetryAfter?.Ticks ?? 0));
                break;
            case ConnectionReply connection:
                Begin(writer, Kind.Connection, reply);
                WriteConnection(writer, connection);
                break;
            case RosterReply roster:
                Begin(writer, Kind.Roster, reply);
                writer.List(roster.Participants, WriteView);
                break;
            case ParticipantReply participant:
                Begin(writer, Kind.Participant, reply);
                WriteView(writer, participant.Participant);
                break;
            case AcceptedReply accepted:
                Begin(writer, Kind.Accepted, reply);
                writer.Text(accepted.OperationContext);
                writer.Text(accepted.InvitationId);
                writer.List(accepted.Participants, WriteView);
                writer.Text(accepted.FromCall);
                break;
            case PlacedReply placed:
                Begin(writer, Kind.Placed, reply);
                writer.Text(placed.ServerCallId);
                break;
            default:
                throw new ArgumentException($"{reply.GetType().Name} has no wire form.", nameof(reply));
        }
    }

    public static CallReply Read(ref StateReader reader)
    {
        var kind = (Kind)reader.Byte();
        var correlation = reader.Guid();
        CallReply reply = kind switch
        {
            Kind.Refusal => new Refusal(reader.Int(), reader.RequiredText(), reader.RequiredText(), reader.Text())
            {
                RetryAfter = reader.Number() is var ticks and > 0 ? new TimeSpan((long)ticks) : null,
            },
            Kind.Connection => ReadConnection(ref reader),
            Kind.Roster => new RosterReply(reader.List<ParticipantView>(ReadView)),
            Kind.Participant => new ParticipantReply(ReadView(ref reader)),
            Kind.Accepted => new AcceptedReply
            {
                OperationContext = reader.Text(),
                InvitationId = reader.Text(),
                Participants = reader.List<ParticipantView>(ReadView),
                FromCall = reader.Text(),
            },
            Kind.Placed => new PlacedReply(reader.RequiredText()),
            _ => throw new InvalidDataException($"There is no answer of kind {(byte)kind}."),
        };
        return correlation == Guid.Empty ? reply : reply with { CorrelationId = correlation };
    }

    public static void WriteView(StateWriter writer, ParticipantView view)
    {
        writer.Identifier(view.Identifier);
        writer.Bool(view.IsMuted);
        writer.Bool(view.IsOnHold);
    }

    public static ParticipantView ReadView(ref StateReader reader) => new(reader.RequiredIdentifier(), reader.Bool(), reader.Bool());

    private static void Begin(StateWriter writer, Kind kind, CallReply reply)
    {
        writer.Byte((byte)kind);
        writer.Guid(reply.CorrelationId ?? Guid.Empty);
    }

    private static void WriteConnection(StateWriter writer, ConnectionReply connection)
    {
        writer.Guid(connection.ConnectionId);
        writer.Text(connection.ServerCallId);
        writer.List(connection.Targets, static (w, who) => w.Identifier(who));
        writer.Byte((byte)connection.State);
        writer.Text(connection.CallbackUri);
        writer.Identifier(connection.SourceCallerIdNumber);
        writer.Text(connection.SourceDisplayName);
        writer.Identifier(connection.Source);
        writer.Identifier(connection.AnsweredBy);
        writer.Identifier(connection.AnsweredFor);
    }

    private static ConnectionReply ReadConnection(ref StateReader reader) => new()
    {
        ConnectionId = reader.Guid(),
        ServerCallId = reader.Text(),
        Targets = reader.List<CommunicationIdentifier>(static (ref StateReader r) => r.RequiredIdentifier()),
        State = (ConnectionState)reader.Byte(),
        CallbackUri = reader.RequiredText(),
        SourceCallerIdNumber = reader.Identifier(),
        SourceDisplayName = reader.Text(),
        Source = reader.Identifier(),
        AnsweredBy = reader.Identifier(),
        AnsweredFor = reader.Identifier(),
    };
}
