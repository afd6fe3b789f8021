using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.State;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Ringing;

public sealed class RejectTests
{
    [Theory]
    [InlineData(RejectReason.None, 603)]
    [InlineData(RejectReason.Busy, 486)]
    [InlineData(RejectReason.Forbidden, 403)]
    public void Reject_CreatedCall_TellsOnlyTheCallerWhy(RejectReason reason, int code)
    {
        var call = Calling(Bob);

        call.Accept(new RejectCall(call.InviteOf(Bob).Ring, reason));

        var told = call.DeliverAll();
        told.Select(each => $"{each.Stream.Leg} {each.Kind} {each.Result.Code}/{each.Result.SubCode}")
            .ShouldBe([$"1 CreateCallFailed {code}/0", $"1 CallDisconnected {code}/0"]);
        told.ShouldAllBe(each => each.OperationContext == "create");
    }

    [Fact]
    public void Reject_PlacedCall_EndsItAndTellsTheCaller()
    {
        var call = Incoming();

        call.Accept(new RejectCall(call.InviteOf(Bob).Ring, RejectReason.Busy));

        call.State!.Phase.ShouldBe(CallPhase.Ended);
        call.Notices.OfType<Bye>().Select(bye => (bye.Endpoint, bye.Reason)).ShouldBe([(Bob, Results.Busy), (Alice, Results.Busy)], ignoreOrder: true);
        call.Told().ShouldBeEmpty();
    }

    [Fact]
    public void Reject_InvitedByAnAdd_FailsTheAdd()
    {
        var call = Connected();
        call.Accept(new AddParticipant(1, Bob));

        call.Accept(new RejectCall(call.InviteOf(Bob).Ring, RejectReason.Forbidden));

        call.Told().ShouldBe(["1 AddParticipantFailed 403/0"]);
    }

    [Fact]
    public void HangUp_CallerWhileItRings_CancelsTheRinging()
    {
        var call = Incoming();

        call.HangsUp(Alice);

        call.State!.Phase.ShouldBe(CallPhase.Ended);
        call.Notices.OfType<Bye>().Select(bye => (bye.Endpoint, bye.Reason))
            .ShouldBe([(Alice, ResultInformation.Success), (Bob, Results.Cancelled)], ignoreOrder: true);
    }
}
