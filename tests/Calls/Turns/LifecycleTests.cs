using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Hosting;
using CallGrains.Calls.Tests.Bench;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Turns;

public sealed class LifecycleTests
{
    private static readonly CallRules Recording = new() { RecordsLifecycle = true };

    [Fact]
    public void Record_CallRunsItsCourse_TellsStartPartiesAndEndInOrder()
    {
        var bench = new CallBench(rules: Recording);
        bench.Ask(new CreateCall([Alice], Callback));
        bench.AnswerAll();
        bench.Ask(new Terminate(1));

        var events = bench.DeliverAll().Where(each => each.Stream.Leg == 0).ToList();

        events.Select(each => each.Kind).ShouldBe(
        [
            CallEventKind.CallStarted, CallEventKind.CallParticipantAdded, CallEventKind.CallParticipantAdded,
            CallEventKind.CallParticipantRemoved, CallEventKind.CallParticipantRemoved, CallEventKind.CallEnded,
        ]);
        events[^1].Result.ShouldBe(Results.EndedByApp);
        events[0].Facts.ShouldNotBeNull().StartedBy.ShouldBe(bench.CallIds.AppIdentity);
    }

    [Fact]
    public void Record_SubscriptionsAreSlow_LaterEventsDoNotWait()
    {
        var bench = new CallBench(rules: Recording);
        bench.Ask(new CreateCall([Alice], Callback));
        bench.AnswerAll();

        bench.Events.Count(each => each.Stream.Leg == 0).ShouldBe(3);
    }

    [Fact]
    public void Record_NobodyAnswers_TellsNothing()
    {
        var bench = new CallBench(rules: Recording);
        bench.Ask(new CreateCall([Alice], Callback));

        bench.Advance(bench.Rules.RingTimeout);

        bench.DeliverAll().ShouldNotContain(each => each.Stream.Leg == 0);
    }

    [Fact]
    public void Record_SwitchedOff_TellsNothing()
    {
        var bench = new CallBench();
        bench.Ask(new CreateCall([Alice], Callback));
        bench.AnswerAll();

        bench.DeliverAll().ShouldNotContain(each => each.Stream.Leg == 0);
    }

    [Fact]
    public void Record_AppLeftBefore_EndsWithTheReasonOfTheEnd()
    {
        var bench = Created([Alice, Bob], 1, Recording);
        bench.Ask(new HangUp(1));

        bench.HangsUp(Alice);

        var events = bench.DeliverAll();
        events.Single(each => each.Kind == CallEventKind.CallDisconnected).Result.ShouldBe(Results.EndedByApp);
        events.Last().ShouldSatisfyAllConditions(
            each => each.Kind.ShouldBe(CallEventKind.CallEnded), each => each.Result.ShouldBe(Results.EndedByPeer));
    }

    [Fact]
    public void Record_PlacedCall_NamesTheCallerAndWhetherTwoTalk()
    {
        var bench = Incoming(rules: Recording);
        bench.Ask(new AnswerCall(bench.InviteOf(Bob).Ring, Callback));
        bench.Ask(new ConnectCall(Callback));

        var events = bench.DeliverAll();

        events.ShouldAllBe(each => each.Facts == null == (each.Stream.Leg != 0));
        var facts = events.Where(each => each.Facts is not null).Select(each => each.Facts!).ToList();
        facts.ShouldAllBe(each => each.StartedBy == Alice && each.StartedAt == bench.Now && each.Locator == null);
        facts[^1].IsTwoParty.ShouldBeFalse();
        Incoming(rules: Recording).ShouldSatisfyAllConditions(call =>
        {
            call.PicksUp(Bob);
            call.Events.First().Facts.ShouldNotBeNull().IsTwoParty.ShouldBeTrue();
        });
    }
}
