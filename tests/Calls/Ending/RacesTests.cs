using CallGrains.Calls.Commands;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Tests.Bench;
using static CallGrains.Calls.Tests.Bench.CallBench;

namespace CallGrains.Calls.Tests.Ending;

/// <summary>Every way to end against every operation that can be pending: what is pending fails first, then nothing follows.</summary>
public sealed class RacesTests
{
    private static readonly CallKey Elsewhere = new(77);

    private static readonly Dictionary<string, (Func<CallBench, LegOperation> Begin, string Failure)> Pending = new()
    {
        ["add"] = (_ => new AddParticipant(1, Dave), "AddParticipantFailed 487/8508"),
        ["move"] = (_ => new MoveParticipants(1, Elsewhere, "from", [Dave, Phone]), "MoveParticipantFailed 487/8508"),
        ["transfer"] = (call => new TransferToParticipant(1, Dave) { Transferee = call.People.FirstOrDefault() }, "CallTransferFailed 487/8508"),
    };

    private static readonly Dictionary<string, (Func<CallBench> Call, Action<CallBench> End, string Disconnected)> Ends = new()
    {
        ["hang-up of a pair"] = (() => Connected(), static call => call.Accept(new HangUp(1)), "200/7000"),
        ["hang-up in a group"] = (static () => Group(Alice, Bob), static call => call.Accept(new HangUp(1)), "200/7000"),
        ["terminate"] = (static () => Group(Alice, Bob), static call => call.Accept(new Terminate(1)), "200/7000"),
        ["terminate by another leg"] = (WithTwoLegs, static call => call.Accept(new Terminate(2)), "200/7000"),
        ["peer app hangs up"] = (static () => AppToApp(), static call => call.Accept(new HangUp(2)), "200/5001"),
        ["removed by another app"] = (TwoNamedApps, static call => call.Accept(new RemoveParticipant(2, call.CallIds.AppIdentity)), "200/5300"),
    };

    public static TheoryData<string, string> All()
    {
        var all = new TheoryData<string, string>();
        foreach (var end in Ends.Keys)
        {
            foreach (var pending in Pending.Keys)
                all.Add(end, pending);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public void End_OperationPending_FailsItFirstAndNothingFollows(string end, string pending)
    {
        var call = Ends[end].Call();
        var operation = Pending[pending].Begin(call) with { OperationContext = "pending" };
        call.Accept(operation);

        Ends[end].End(call);

        var told = call.DeliverAll().Where(each => each.Stream.Leg == 1).ToList();
        var failures = operation is MoveParticipants ? 2 : 1;
        told.Select(each => $"{each.Kind} {each.Result.Code}/{each.Result.SubCode}").ShouldBe(
            [.. Enumerable.Repeat(Pending[pending].Failure, failures), $"CallDisconnected {Ends[end].Disconnected}"]);
        told.Take(failures).ShouldAllBe(each => each.OperationContext == "pending");
        (call.State?.Invitations.Length ?? 0).ShouldBe(0);
        (call.State?.Moves.Length ?? 0).ShouldBe(0);
        call.Effects.Clear();

        // The far side is told, and whatever it still says is heard no more.
        call.Advance(TimeSpan.FromMinutes(3));
        call.Told().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("add", "1 AddParticipantFailed 487/10004")]
    [InlineData("move", "1 MoveParticipantFailed 408/8541")]
    [InlineData("transfer", "1 CallTransferFailed 487/10004")]
    public void TimeOut_OperationPending_FailsItAndTheCallStaysUsable(string pending, string failure)
    {
        var call = Group(Alice, Bob);
        call.Accept(Pending[pending].Begin(call));

        call.Advance(TimeSpan.FromMinutes(2));

        call.Told().Distinct().ShouldBe([failure]);
        call.People.ShouldBe([Alice, Bob]);
        call.Accept(new AddParticipant(1, Carol));
        call.PicksUp(Carol);
        call.Told().ShouldContain("1 AddParticipantSucceeded 200/0");
    }

    [Theory]
    [InlineData("add", "", "")]
    [InlineData("move", "", "")]
    [InlineData("transfer", "1 CallTransferFailed 487/8543", "1 CallDisconnected 200/5001")]
    public void Left_OperationPending_EndsOnlyWhatCannotSucceedAnyMore(string pending, string failure, string end)
    {
        var call = Connected();
        call.Accept(Pending[pending].Begin(call));

        call.HangsUp(Alice);

        var told = call.Told();
        if (failure.Length > 0)
            told.ShouldBe([failure, end]);
        else
            told.ShouldBe(["1 ParticipantsUpdated 200/0"]);
    }

    [Fact]
    public void HangUp_LegWhoseInvitationsRing_LeavesThoseOfOtherLegsRinging()
    {
        var call = WithTwoLegs();
        call.Accept(new AddParticipant(1, Carol));
        call.Accept(new AddParticipant(2, Dave));

        call.Accept(new HangUp(1));

        call.State!.Invitations.ShouldHaveSingleItem().Target.ShouldBe(Dave);
        call.Notices.OfType<Bye>().ShouldHaveSingleItem().Endpoint.ShouldBe(Carol);
    }

    [Fact]
    public void HangUp_CreatorOfAGroupStillRinging_LetsTheOthersJoin()
    {
        var call = Calling(Alice, Bob);
        call.PicksUp(Alice);
        call.Told();

        call.Accept(new HangUp(1));
        call.PicksUp(Bob);

        call.People.ShouldBe([Alice, Bob]);
        call.Told().ShouldBe(["1 CallDisconnected 200/7000"]);
    }

    private static CallBench WithTwoLegs()
    {
        var call = Group(Alice, Bob);
        call.AddLeg();
        return call;
    }

    private static CallBench TwoNamedApps()
    {
        var call = AppToApp();
        call.Accept(new AddParticipant(2, Carol));
        call.PicksUp(Carol);
        return call.Cleared();
    }
}
