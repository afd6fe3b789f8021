using CallGrains.Calls.FarSide;
using CallGrains.Endpoints.Hosting;
using CallGrains.Endpoints.Simulator;
using CallGrains.Shared;
using static CallGrains.Endpoints.Tests.Attachments.Samples;

namespace CallGrains.Endpoints.Tests.Hosting;

public sealed class FarSideAnnouncementTests : FarSideBench
{
    [Fact]
    public async Task Post_SubscribedEndpoint_IsAnnouncedOnceAndThenAcknowledged()
    {
        Prefix = "8:acs:";
        FarSide.Post(Invite());
        await Eventually.HoldsAsync(() => Signals.Contains(new(CallA, new InviteReceived(P, 1))), "the invitation is acknowledged");
        await Restart();
        FarSide.Post(Invite());
        await Settled();

        Announced.ShouldHaveSingleItem();
        (await FarSide.AcceptAsync(Ann)).ShouldBe(ActResult.Conflict);
    }

    [Fact]
    public async Task Post_AnnouncementFails_IsAnnouncedAgainWhenTheCallRepeats()
    {
        Prefix = "8:acs:";
        Announcing = _ => throw new InvalidOperationException("no route");
        FarSide.Post(Invite());
        await Eventually.HoldsAsync(() => Announced.Count == 1, "the call is announced");
        await Settled();
        Announcing = _ => Task.CompletedTask;

        await Eventually.HoldsAsync(
            () =>
            {
                FarSide.Post(Invite());
                return Signals.Any(signal => signal.Signal is InviteReceived);
            },
            "the invitation is acknowledged");

        Announced.Count.ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task Post_ByeWhileAnnouncing_StopsTheAnnouncement()
    {
        Prefix = "8:acs:";
        var stopped = new TaskCompletionSource();
        Announcing = cancellation =>
        {
            cancellation.Register(stopped.SetResult);
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        };
        FarSide.Post(Invite());
        await Eventually.HoldsAsync(() => Announced.Count == 1, "the call is announced");

        FarSide.Post(Bye(1));

        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
