using CallGrains.Calls.FarSide;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Hosting;
using CallGrains.Endpoints.Simulator;
using static CallGrains.Endpoints.Tests.Attachments.Samples;

namespace CallGrains.Endpoints.Tests.Hosting;

/// <summary>Notices that are taken within the write of the call that gives them.</summary>
public sealed class FarSideTurnTests : FarSideBench
{
    [Fact]
    public async Task Take_InviteAndAttached_GiveWhatIsToBeStoredAndStoreNothing()
    {
        var turn = FarSide.BeginTurn();

        turn.Take(Invite()).ShouldBe([new(CallA, new Answered(P, 1))]);
        turn.Take(Attached()).ShouldBe([new(CallA, new AttachedReceived(P, 0))]);

        turn.Changes().ShouldHaveSingleItem().Row!.Status.ShouldBe(AttachmentStatus.Attached);
        turn.Ended(null);
        await Settled();
        Store.Writes.ShouldBe(0);
        Signals.ShouldBeEmpty();
    }

    [Fact]
    public void Take_AnotherTurnHasTheParticipation_IsLeftUntilThatHasEnded()
    {
        var (first, second) = (FarSide.BeginTurn(), FarSide.BeginTurn());
        first.Take(Attached()).ShouldNotBeNull();

        second.Take(Attached()).ShouldBeNull();

        first.Ended(null);
        second.Take(Attached()).ShouldNotBeNull();
        second.Ended(null);
    }

    [Fact]
    public async Task HangUpAsync_ATurnHasTheParticipation_WaitsForItsEnd()
    {
        FarSide.Post(Attached());
        await Settled();
        var turn = FarSide.BeginTurn();
        turn.Take(Attached(1, CallB)).ShouldNotBeNull();

        var hangUp = FarSide.HangUpAsync(Ann).AsTask();
        hangUp.IsCompleted.ShouldBeFalse();
        await Store.SaveAsync(turn.Changes(), CancellationToken.None);
        turn.Ended(null);

        (await hangUp.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe(ActResult.Done);
        Signals.Last().ShouldBe(new(CallB, new Left(P)));
    }

    [Fact]
    public void Take_StoreCannotBeRead_TakesNothingAndKeepsNothing()
    {
        Store.Rows[P] = RowOf(Attached(7));
        var turn = FarSide.BeginTurn();
        Store.FailsToRead = true;
        Should.Throw<IOException>(() => turn.Take(Attached(3)));
        Store.FailsToRead = false;

        // Taken for absent, the older hop would win.
        turn.Take(Attached(3)).ShouldNotBeNull();

        turn.Changes().ShouldBeEmpty();
        turn.Ended(null);
    }

    [Fact]
    public void Ended_NotStored_SaysNothingAndRemembersNoEnd()
    {
        var turn = FarSide.BeginTurn();
        turn.Take(new Bye(P, CallA, Ann, new(200, 0, ""))).ShouldNotBeNull();
        turn.SayLater(new(CallB, new Left(P)));

        turn.Ended(new IOException("The disk is full."));

        Signals.ShouldBeEmpty();
        var next = FarSide.BeginTurn();
        _ = next.Take(Attached());
        next.Changes().ShouldHaveSingleItem("the end that was not stored does not count");
        next.Ended(null);
    }

    private AttachmentRow RowOf(Attached attached)
    {
        var turn = FarSide.BeginTurn();
        _ = turn.Take(attached);
        var row = turn.Changes().Single().Row!;
        turn.Ended(null);
        return row;
    }
}
