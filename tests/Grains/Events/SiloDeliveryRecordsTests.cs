using CallGrains.Calls.Events;
using CallGrains.Calls.Ids;
using CallGrains.Delivery.Log;
using CallGrains.Grains.Events;
using NSubstitute;

namespace CallGrains.Grains.Tests.Events;

/// <summary>What a silo keeps of each event by itself: letters, which have a grain each.</summary>
public sealed class SiloDeliveryRecordsTests
{
    private static readonly DeliveryRecord Record = new()
    {
        EventId = Guid.NewGuid(),
        Kind = CallEventKind.CallConnected,
        CallConnectionId = Guid.NewGuid(),
        Stream = new(new CallKey(1), 1, "https://app.example/callbacks"),
        State = DeliveryState.Pending,
        Tries = 1,
        FirstTime = DateTimeOffset.UnixEpoch,
        LastTime = DateTimeOffset.UnixEpoch,
    };

    private readonly SiloDeliveryRecords _records = new(Substitute.For<IGrainFactory>());

    [Fact]
    public void IsKeptApart_NewLetter_Is() =>
        _records.IsKeptApart(new(Record, new DeadLetter(Record.EventId, new byte[] { 1 }, null))).ShouldBeTrue();

    [Fact]
    public void IsKeptApart_LetterSentAgain_Is()
    {
        _records.BeginAgain(Record);

        _records.IsKeptApart(new(Record)).ShouldBeTrue();
    }

    [Fact]
    public void IsKeptApart_EventOnItsWay_IsNot() => _records.IsKeptApart(new(Record)).ShouldBeFalse();
}
