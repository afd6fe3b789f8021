using CallGrains.Calls.Events;
using CallGrains.Calls.State;

namespace CallGrains.Calls.Codec;

/// <summary>The stored form of undelivered events and results.</summary>
internal static class EventCodec
{
    public static void Write(StateWriter writer, PendingEvent pending)
    {
        writer.Guid(pending.Id);
        writer.Byte((byte)pending.Kind);
        writer.Number(pending.Leg);
        writer.Time(pending.Time);
        WriteResult(writer, pending.Result);
        writer.Text(pending.CallbackUri);
        writer.Text(pending.OperationContext);
        writer.Identifier(pending.Participant);
        writer.Text(pending.InvitationId);
        writer.Text(pending.FromCall);
        writer.Identifier(pending.TransferTarget);
        writer.Identifier(pending.Transferee);
        writer.Text(pending.TraceParent);
        writer.Bool(pending.IsOverflow);
    }

    public static PendingEvent ReadEvent(ref StateReader reader) =>
        new(reader.Guid(), (CallEventKind)reader.Byte(), reader.Leg(), reader.Time(), ReadRequiredResult(ref reader))
        {
            CallbackUri = reader.RequiredText(),
            OperationContext = reader.Text(),
            Participant = reader.Identifier(),
            InvitationId = reader.Text(),
            FromCall = reader.Text(),
            TransferTarget = reader.Identifier(),
            Transferee = reader.Identifier(),
            TraceParent = reader.Text(),
            IsOverflow = reader.Bool(),
        };

    public static void WriteResult(StateWriter writer, ResultInformation? result)
    {
        // Success is by far the commonest: one byte.
        writer.Byte(result is null ? (byte)0 : result == ResultInformation.Success ? (byte)1 : (byte)2);
        if (result is null || result == ResultInformation.Success)
            return;

        writer.Signed(result.Code);
        writer.Signed(result.SubCode);
        writer.Text(result.Message);
    }

    public static ResultInformation? ReadResult(ref StateReader reader) => reader.Byte() switch
    {
        0 => null,
        1 => ResultInformation.Success,
        2 => new(reader.Signed(), reader.Signed(), reader.RequiredText()),
        var form => throw new InvalidDataException($"There is no form {form} of a result."),
    };

    public static ResultInformation ReadRequiredResult(ref StateReader reader) =>
        ReadResult(ref reader) ?? throw new InvalidDataException("A result is missing.");
}
