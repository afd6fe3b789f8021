using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Delivery.Log;

namespace CallGrains.Delivery.Bench;

/// <summary>Events to try things with.</summary>
internal static class Sample
{
    public static readonly CommunicationIdentifier Alice = CommunicationIdentifier.Parse("8:acs:alice");
    public static readonly CommunicationIdentifier Phone = CommunicationIdentifier.PhoneNumber("+14255550123");

    public static readonly DateTimeOffset Time = new DateTimeOffset(2025, 7, 15, 9, 20, 48, TimeSpan.Zero).AddTicks(8_486_994);

    /// <summary>An event of some kind, every field of the record set, whether the kind has it or not.</summary>
    public static CallbackEvent Event(string uri, ushort leg = 1, CallEventKind kind = CallEventKind.CallConnected, ulong call = 1) => new()
    {
        Id = Guid.NewGuid(),
        Kind = kind,
        Stream = new(new CallKey(call), leg, uri),
        Time = Time,
        ConnectionId = Guid.Parse($"09004480-bd70-4f23-8b04-{call % 0x10000:x4}0000{leg:x4}"),
        ServerCallId = "aHR0cHM6Ly9hcGku",
        CorrelationId = Guid.Parse("d99add6c-bf34-47ed-bfaf-ee9a93b6048f"),
        Result = ResultInformation.Success,
        OperationContext = "my context",
        Participant = Alice,
        InvitationId = "4e419e5b-0000-0000-0000-000000000000",
        FromCall = "28dea47f-0000-0000-0000-000000000000",
        TransferTarget = Phone,
        Transferee = Alice,
        Participants = [new ParticipantView(Alice, IsMuted: true, IsOnHold: false), new ParticipantView(Phone, IsMuted: false, IsOnHold: true)],
        SequenceNumber = 7,
    };

    /// <summary>That an event was delivered.</summary>
    public static DeliveryEntry Entry()
    {
        var callback = Event("https://app.example/");
        return new(new()
        {
            EventId = callback.Id,
            Kind = callback.Kind,
            CallConnectionId = callback.ConnectionId,
            Stream = callback.Stream,
            State = DeliveryState.Delivered,
            Tries = 1,
            FirstTime = Time,
            LastTime = Time,
        });
    }
}
