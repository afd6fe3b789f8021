using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Pump;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Pump;

/// <summary>How events are handed out: one at a time and in order for each leg and callback URI, the rest independently.</summary>
public sealed class EventStreamTests
{
    private static readonly RemoveParticipant Absent = new(1, Dave);

    [Fact]
    public void Events_OfOneStream_AreHandedOutOneByOne()
    {
        var call = Connected();
        call.Accept(Absent with { OperationContext = "first" });
        call.Accept(Absent with { OperationContext = "second" });
        call.Accept(Absent with { OperationContext = "third" });

        call.Events.Select(each => each.OperationContext).ShouldBe(["first"]);
        call.Settle(call.Events.Last());
        call.Events.Select(each => each.OperationContext).ShouldBe(["first", "second"]);
        call.Settle(call.Events.Last());

        call.Events.Select(each => each.OperationContext).ShouldBe(["first", "second", "third"]);
        call.Events.Select(each => each.Id).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void Events_OfOtherUrisAndLegs_DoNotWait()
    {
        var call = Connected();
        var other = call.AddLeg();
        call.Accept(Absent with { OperationContext = "slow" });
        call.Accept(Absent with { OperationContext = "behind it" });

        call.Accept(Absent with { OperationContext = "other uri", OperationCallbackUri = OtherCallback });
        call.Accept(new RemoveParticipant(other, Dave) { OperationContext = "other leg" });

        call.Events.Select(each => each.OperationContext).ShouldBe(["slow", "other uri", "other leg"]);
        call.Events.Select(each => each.Stream).ShouldBe(
            [new(call.Key, 1, Callback), new(call.Key, 1, OtherCallback), new(call.Key, other, Callback)]);
    }

    [Fact]
    public void Events_NotSettled_AreNotHandedOutAgainUntilARestart()
    {
        var call = Connected();
        call.Accept(Absent);
        var first = call.Events.Single();

        call.Advance(TimeSpan.FromDays(1));
        call.Events.ShouldHaveSingleItem();
        call.Restart();

        call.Events.ShouldHaveSingleItem().ShouldBe(first);
    }

    [Fact]
    public void Settled_UnknownOrTwice_ChangesNothing()
    {
        var call = Connected();
        call.Accept(Absent);
        call.Accept(Absent);

        call.Post(new EventSettled(1, Guid.NewGuid()));
        call.State!.Outbox.Length.ShouldBe(2);
        var first = call.Events.Single();
        call.Settle(first);
        call.Settle(first);

        call.State.Outbox.Length.ShouldBe(1);
    }

    [Fact]
    public void RosterEvents_WebhookIsSlow_AreTheOneBeingTriedAndTheNewest()
    {
        var call = Group(Alice, Bob);
        call.Accept(new MuteParticipants(1, [Alice]));
        call.Accept(new HoldParticipant(1, Alice));
        call.Accept(new HoldParticipant(1, Bob));
        call.Accept(new UnholdParticipant(1, Alice));

        call.State!.Outbox.Length.ShouldBe(2);
        var told = call.DeliverAll();

        told.Select(each => each.SequenceNumber).ShouldBe([3, 6]);
        told[1].Participants.Select(each => (each.IsMuted, each.IsOnHold)).ShouldBe([(false, false), (true, false), (false, true)]);
    }

    [Fact]
    public void RosterEvents_WriteUnderWayReplacesTheNext_IsNotBegun()
    {
        var call = Group(Alice, Bob);
        call.Accept(new MuteParticipants(1, [Alice]));
        call.Accept(new HoldParticipant(1, Alice));
        call.HoldsWrites = true;
        call.Begin(new HoldParticipant(1, Bob));

        call.Settle(call.Events.Single());
        call.Events.ShouldHaveSingleItem();
        call.FinishWrite();

        call.Events.Last().SequenceNumber.ShouldBe(5);
        call.Events.Count().ShouldBe(2);
    }

    [Fact]
    public void Events_OtherThanTheRoster_AreBegunWhileAWriteIsUnderWay()
    {
        var call = Connected();
        call.Accept(Absent with { OperationContext = "first" });
        call.Accept(Absent with { OperationContext = "second" });
        call.HoldsWrites = true;
        call.Begin(new MuteParticipants(1, [Alice]));

        call.Settle(call.Events.Single());

        call.Events.Last().OperationContext.ShouldBe("second");
    }

    [Fact]
    public void RosterEvents_OtherEventsBetween_KeepTheirOrder()
    {
        var call = Group(Alice, Bob);
        call.Accept(Absent with { OperationContext = "before" });
        call.Accept(new MuteParticipants(1, [Alice]));
        call.Accept(Absent with { OperationContext = "between" });
        call.Accept(new MuteParticipants(1, [Bob]));

        var told = call.DeliverAll();

        told.Select(each => each.OperationContext ?? $"{each.SequenceNumber}").ShouldBe(["before", "between", "4"]);
    }

    [Fact]
    public void RosterEvents_EachLegHasItsOwn()
    {
        var call = Connected();
        var other = call.AddLeg();

        call.Accept(new MuteParticipants(1, [Alice]));
        call.Accept(new HoldParticipant(1, Alice));

        call.DeliverAll().Select(each => (each.Stream.Leg, each.SequenceNumber))
            .ShouldBe([((ushort)1, 3), (other, 3), ((ushort)1, 4), (other, 4)], ignoreOrder: true);
    }

    [Fact]
    public void Overflow_TooManyUndelivered_GoToTheDeadLettersAtOnce()
    {
        var call = Connected(rules: new() { MaxUndeliveredEvents = 2 });
        var other = call.AddLeg();
        for (var i = 1; i <= 4; i++)
            call.Accept(Absent with { OperationContext = $"{i}" });

        call.DeadLetters.Select(each => each.OperationContext).ShouldBe(["3", "4"]);
        call.Events.Select(each => each.OperationContext).ShouldBe(["1"]);
        call.Accept(new RemoveParticipant(other, Dave) { OperationContext = "other leg" });
        call.Events.Last().OperationContext.ShouldBe("other leg");

        foreach (var dead in call.DeadLetters.ToList())
            call.Settle(dead);
        call.Told().Count.ShouldBe(3);
        call.State!.Outbox.ShouldBeEmpty();
        call.Accept(Absent with { OperationContext = "5" });
        call.Events.Last().OperationContext.ShouldBe("5");
    }

    [Fact]
    public void Overflow_NotYetWithTheDeadLetters_DoesNotHoldBackTheStreamAndIsHandedOutAgain()
    {
        var call = Connected().ReloadedUnder(new() { MaxUndeliveredEvents = 1 });
        call.Accept(Absent with { OperationContext = "tried" });
        call.Accept(Absent with { OperationContext = "dead" });
        call.Settle(call.Events.Single());

        call.Accept(Absent with { OperationContext = "next" });
        call.Events.Last().OperationContext.ShouldBe("next");
        call.Restart();

        call.DeadLetters.Select(each => each.OperationContext).ShouldBe(["dead"]);
        call.Events.Select(each => each.OperationContext).ShouldBe(["next"]);
    }

    [Fact]
    public void Overflow_OlderDeadLetter_DoesNotLetARosterEventUnderWayBeReplaced()
    {
        var call = Group(Alice, Bob).ReloadedUnder(new() { MaxUndeliveredEvents = 1 });
        call.Accept(Absent with { OperationContext = "tried" });
        call.Accept(Absent with { OperationContext = "dead" });
        call.Settle(call.Events.Single());
        call.Accept(new MuteParticipants(1, [Alice]));
        var underWay = call.Events.Last();
        underWay.Kind.ShouldBe(CallEventKind.ParticipantsUpdated);

        call.Accept(new MuteParticipants(1, [Bob]));

        call.State!.Outbox.ShouldContain(pending => pending.Id == underWay.Id);
    }

    [Fact]
    public void Silence_NothingFollowsTheDisconnect()
    {
        var call = Group(Alice, Bob);
        call.AddLeg();
        call.Accept(new AddParticipant(1, Carol));
        call.Accept(new HangUp(1));
        call.Accept(new MuteParticipants(2, [Alice]));
        call.HangsUp(Alice);
        call.Accept(new Terminate(2));

        foreach (var leg in call.DeliverAll().GroupBy(each => each.Stream.Leg))
            leg.Select(each => each.Kind).ToList().IndexOf(CallEventKind.CallDisconnected).ShouldBe(leg.Count() - 1);
    }

    [Fact]
    public void Events_CarryTheTraceOfTheRequestThatCausedThem()
    {
        var call = Connected();
        call.Accept(new AddParticipant(1, Bob) { TraceParent = "00-add" });
        call.Accept(Absent with { TraceParent = "00-remove" });

        call.Declines(Bob);

        call.DeliverAll().Select(each => (each.Kind, each.TraceParent)).ShouldBe(
            [(CallEventKind.RemoveParticipantFailed, "00-remove"), (CallEventKind.AddParticipantFailed, "00-add")]);
    }

    [Fact]
    public void Events_EndedByAnotherRequest_KeepTheTraceOfTheirOwn()
    {
        var call = Connected();
        call.Accept(new AddParticipant(1, Bob) { TraceParent = "00-add" });

        call.Accept(new Terminate(1) { TraceParent = "00-terminate" });

        call.DeliverAll().Select(each => (each.Kind, each.TraceParent)).ShouldBe(
            [(CallEventKind.AddParticipantFailed, "00-add"), (CallEventKind.CallDisconnected, "00-terminate")]);
    }

    [Fact]
    public void Events_NameTheirCallAndTime()
    {
        var call = Connected();
        call.Pass(TimeSpan.FromMinutes(1));
        call.Accept(Absent);
        call.Pass(TimeSpan.FromMinutes(1));

        var told = call.Events.Single();

        (told.Time, told.ConnectionId, told.ServerCallId, told.CorrelationId, told.SequenceNumber, told.Participants.Length).ShouldBe((
            call.Now - TimeSpan.FromMinutes(1), call.CallIds.Connection(new(call.Key, 1)), call.CallIds.ServerCall(call.Key),
            call.CallIds.Correlation(call.Key), 0, 0));
    }
}
