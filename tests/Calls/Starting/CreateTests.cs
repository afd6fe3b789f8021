using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Replies;
using CallGrains.Calls.Tests.Bench;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Starting;

public sealed class CreateTests
{
    [Fact]
    public void Create_TargetAnswers_ConnectsAndTellsTheRoster()
    {
        var bench = new CallBench();

        var reply = bench.Ask(new CreateCall([Alice], Callback) { OperationContext = "create" }).ShouldBeOfType<ConnectionReply>();
        reply.State.ShouldBe(ConnectionState.Connecting);
        reply.ServerCallId.ShouldBeNull();
        bench.AnswerAll();

        var events = bench.DeliverAll();
        events.Select(each => each.Kind).ShouldBe([CallEventKind.CallConnected, CallEventKind.ParticipantsUpdated]);
        events[0].OperationContext.ShouldBe("create");
        events[1].Participants.Select(each => each.Identifier).ShouldBe([bench.CallIds.AppIdentity, Alice]);
        bench.Ask(new GetCall(1)).ShouldBeOfType<ConnectionReply>().State.ShouldBe(ConnectionState.Connected);
    }

    [Fact]
    public void Create_NobodyAnswersInTime_FailsThenDisconnects()
    {
        var bench = new CallBench();
        bench.Ask(new CreateCall([Alice], Callback) { OperationContext = "create" });

        bench.Advance(bench.Rules.RingTimeout);

        var events = bench.DeliverAll();
        events.Select(each => each.Kind).ShouldBe([CallEventKind.CreateCallFailed, CallEventKind.CallDisconnected]);
        events.ShouldAllBe(each => each.Result == Results.NotAnswered && each.OperationContext == "create");
        bench.Ask(new GetCall(1)).ShouldBeOfType<Refusal>().Code.ShouldBe("8522");
    }

    [Fact]
    public void Create_PhoneWithoutCallerId_IsRefusedNamingTheField()
    {
        var refusal = new CallBench().Ask(new CreateCall([Phone], Callback)).ShouldBeOfType<Refusal>();

        refusal.Status.ShouldBe(400);
        refusal.Target.ShouldBe("sourceCallerIdNumber");
    }
}
