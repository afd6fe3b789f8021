using CallGrains.Calls.Events;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;

namespace CallGrains.Calls.Codec;

/// <summary>The wire form of an event on its way to delivery.</summary>
internal static class CallbackCodec
{
    public static void Write(StateWriter writer, CallbackEvent callback)
    {
        writer.Guid(callback.Id);
        writer.Byte((byte)callback.Kind);
        writer.Key(callback.Stream.Call);
        writer.Number(callback.Stream.Leg);
        writer.Text(callback.Stream.Uri);
        writer.Time(callback.Time);
        writer.Guid(callback.ConnectionId);
        writer.Text(callback.ServerCallId);
        writer.Guid(callback.CorrelationId);
        EventCodec.WriteResult(writer, callback.Result);
        writer.Text(callback.OperationContext);
        writer.Identifier(callback.Participant);
        writer.Text(callback.InvitationId);
        writer.Text(callback.FromCall);
        writer.Identifier(callback.TransferTarget);
        writer.Identifier(callback.Transferee);
        writer.List(callback.Participants, ReplyCodec.WriteView);
        writer.Number(callback.SequenceNumber);
        writer.Text(callback.TraceParent);
        writer.Bool(callback.Facts is not null);
        if (callback.Facts is { } facts)
            writer.Record(facts, WriteFacts);
    }

    public static CallbackEvent Read(ref StateReader reader) => new()
    {
        Id = reader.Guid(),
        Kind = (CallEventKind)reader.Byte(),
        Stream = new(reader.Key(), reader.Leg(), reader.RequiredText()),
        Time = reader.Time(),
        ConnectionId = reader.Guid(),
        ServerCallId = reader.RequiredText(),
        CorrelationId = reader.Guid(),
        Result = EventCodec.ReadRequiredResult(ref reader),
        OperationContext = reader.Text(),
        Participant = reader.Identifier(),
        InvitationId = reader.Text(),
        FromCall = reader.Text(),
        TransferTarget = reader.Identifier(),
        Transferee = reader.Identifier(),
        Participants = reader.List<ParticipantView>(ReplyCodec.ReadView),
        SequenceNumber = reader.Int(),
        TraceParent = reader.Text(),
        Facts = reader.Bool() ? reader.Record<CallFacts>(ReadFacts) : null,
    };

    private static void WriteFacts(StateWriter writer, CallFacts facts)
    {
        writer.Identifier(facts.StartedBy);
        writer.Byte(facts.Locator is { } locator ? (byte)locator.Kind : (byte)0);
        writer.Text(facts.Locator?.Id);
        writer.Bool(facts.IsTwoParty);
        writer.Time(facts.StartedAt);
    }

    private static CallFacts ReadFacts(ref StateReader reader)
    {
        var startedBy = reader.RequiredIdentifier();
        var kind = (GroupLocatorKind)reader.Byte();
        GroupLocator? locator = reader.Text() is { } id ? new(kind, id) : null;
        return new(startedBy, locator, reader.Bool(), reader.Time());
    }
}
