using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Delivery.EventGrid;

namespace CallGrains.Delivery.Tests.EventGrid;

public sealed class CallLifecycleEventTests
{
    private static readonly CommunicationIdentifier Alice = CommunicationIdentifier.Parse("8:acs:res_alice");
    private static readonly CommunicationIdentifier Bob = CommunicationIdentifier.Parse("8:acs:res_bob");

    [Fact]
    public void From_OneParticipantComesAndGoes_HasOneParticipantId()
    {
        var added = Happened(CallEventKind.CallParticipantAdded, Alice).ShouldBeOfType<CallParticipantAdded>();
        var removed = Happened(CallEventKind.CallParticipantRemoved, Alice).ShouldBeOfType<CallParticipantRemoved>();
        var other = Happened(CallEventKind.CallParticipantAdded, Bob).ShouldBeOfType<CallParticipantAdded>();

        removed.ParticipantId.ShouldBe(added.ParticipantId);
        other.ParticipantId.ShouldNotBe(added.ParticipantId);
        removed.Id.ShouldNotBe(added.Id);
    }

    [Fact]
    public void From_CallOfARoom_NamesTheRoomOnly()
    {
        var started = Happened(CallEventKind.CallStarted, null, new(GroupLocatorKind.Room, "room"));

        started.Room.ShouldBe("room");
        started.Group.ShouldBeNull();
    }

    private static CallLifecycleEvent Happened(CallEventKind kind, CommunicationIdentifier? who, GroupLocator? locator = null)
    {
        var facts = new CallFacts(Bob, locator, IsTwoParty: true, DateTimeOffset.UnixEpoch);
        return CallLifecycleEvent.From(
            new()
            {
                Id = Guid.NewGuid(),
                Kind = kind,
                Stream = new(new CallKey(1), 0, ""),
                Time = DateTimeOffset.UnixEpoch.AddMinutes(1),
                ConnectionId = Guid.Empty,
                ServerCallId = "server",
                CorrelationId = Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"),
                Result = ResultInformation.Success,
                Participant = who,
                Facts = facts,
            },
            facts);
    }
}
