using CallGrains.Calls.Commands;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Replies;
using CallGrains.Calls.Tests.Bench;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Starting;

public sealed class StartTests
{
    private static readonly GroupLocator Room = new(GroupLocatorKind.Room, "room");

    [Fact]
    public void Start_People_AreInTheCallAndToldSo()
    {
        var call = new CallBench();

        call.Ask(new StartCall([Alice, Bob], Room)).ShouldBe(new PlacedReply(call.CallIds.ServerCall(call.Key))
        {
            CorrelationId = call.CallIds.Correlation(call.Key),
        });

        call.Notices.OfType<Attached>().Select(each => (each.Endpoint, each.Hop)).ShouldBe([(Alice, 0), (Bob, 0)]);
        (call.State!.Locator, call.State.IsGroup, call.State.Sequence).ShouldBe((Room, true, 1));
    }

    [Fact]
    public void Start_WrongPeople_IsRefusedNamingWhich()
    {
        var call = new CallBench(rules: new() { MaxParticipants = 3 });

        call.Refuse(new StartCall([], Room)).Target.ShouldBe("participants");
        call.Refuse(new StartCall([Alice], null)).Target.ShouldBe("participants");
        call.Refuse(new StartCall([Alice, Bob, Alice], Room)).Target.ShouldBe("participants");
        call.Refuse(new StartCall([Alice, Alice], Room)).Target.ShouldBe("participants[1]");
        call.Ask(new StartCall([Alice], Room)).ShouldBeOfType<PlacedReply>();
        call.Refuse(new StartCall([Bob], Room)).Status.ShouldBe(412);
    }

    [Fact]
    public void PlaceIncoming_Somebody_RingsWithAllThatWasGiven()
    {
        var call = new CallBench();

        call.Ask(new PlaceIncomingCall(Alice, Phone) { CallerDisplayName = "Alice", CustomContext = "{}" }).ShouldBeOfType<PlacedReply>();

        var invite = call.InviteOf(Phone);
        (invite.From, invite.CallerDisplayName, invite.CustomContext, invite.Deadline - call.Now)
            .ShouldBe((Alice, "Alice", "{}", call.Rules.PhoneRingTimeout));
        invite.ServerCallId.ShouldBe(call.CallIds.ServerCall(call.Key));
        invite.CorrelationId.ShouldBe(call.CallIds.Correlation(call.Key));
        invite.IncomingCallContext.ShouldBe(call.CallIds.IncomingContext(new(call.Key, invite.Ring)));
        call.Notices.OfType<Attached>().Single().Endpoint.ShouldBe(Alice);
    }

    [Fact]
    public void PlaceIncoming_ToOneself_IsRefused()
    {
        new CallBench().Refuse(new PlaceIncomingCall(Alice, Alice)).Target.ShouldBe("to");
    }

    [Fact]
    public void PlaceIncoming_NobodyAnswers_EndsAndTellsTheCaller()
    {
        var call = Incoming();

        call.Advance(call.Rules.RingTimeout);

        call.Notices.OfType<Bye>().Select(bye => bye.Endpoint).ShouldBe([Bob, Alice], ignoreOrder: true);
        call.ConfirmAll();
        call.State.ShouldBeNull();
    }
}
