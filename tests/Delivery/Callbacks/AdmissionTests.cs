using CallGrains.Calls.Ids;

namespace CallGrains.Delivery.Callbacks;

public sealed class AdmissionTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private readonly ManualTimeProvider _clock = new();
    private readonly List<CallbackLane> _underWay = [];
    private int _lanes;

    [Fact]
    public void Relieve_AllPromptPlacesStallAndOthersWait_FreesThemWithinAMillisecond()
    {
        using var admission = Start(new());
        var host = Host("app");
        var stalling = Enter(admission, host, 20);
        var good = Enter(admission, host, 5);

        _underWay.ShouldBe(stalling[..16]);
        _clock.Advance(Millisecond);

        _underWay.ShouldBe([.. stalling, .. good]);
        (host.Prompt.InFlight, host.Slow.InFlight).ShouldBe((16, 9), "as many gave way as waited");
    }

    [Fact]
    public void Relieve_NobodyWaits_MovesNothing()
    {
        using var admission = Start(new());
        var host = Host("app");
        Enter(admission, host, 16);

        _clock.Advance(TimeSpan.FromSeconds(5));

        host.Prompt.InFlight.ShouldBe(16);
        _clock.PendingTimers.ShouldBe(0, "nothing is watched for nobody");
    }

    [Fact]
    public void Relieve_SomebodyComesWhenPlacesHaveLongStalled_MovesAsManyAsWait()
    {
        using var admission = Start(new());
        var host = Host("app");
        Enter(admission, host, 16);
        _clock.Advance(TimeSpan.FromSeconds(5));

        var late = Enter(admission, host, 3);
        _clock.Advance(Millisecond);

        _underWay.TakeLast(3).ShouldBe(late);
        host.Slow.InFlight.ShouldBe(3);
    }

    [Fact]
    public void Relieve_WebhookThatWasPromptBeginsToStall_IsMovedLikeAnyOther()
    {
        using var admission = Start(new() { MaxPerHost = 1 });
        var host = Host("app");
        var (proven, other) = (NewLane(host), NewLane(host));
        for (var i = 0; i < 100; i++)
        {
            admission.Enter(proven, repeated: false);
            _clock.Advance(TimeSpan.FromMicroseconds(200));
            Leave(admission, proven);
        }

        admission.Enter(proven, repeated: false);
        admission.Enter(other, repeated: false);
        _clock.Advance(Millisecond);

        _underWay.ShouldBe([proven, other]);
    }

    [Fact]
    public void Relieve_WholeHostIsSlow_MovesOnlyWhatIsSlowForIt()
    {
        var options = new DeliveryOptions { MaxPerHost = 4, MaxSlowPerHost = 8 };
        using var admission = Start(options);
        var host = Host("app");
        Answer(admission, host, times: 200, after: TimeSpan.FromMilliseconds(20));
        host.SlowAfter.TotalMilliseconds.ShouldBe(60, 1);

        Enter(admission, host, 30);
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        _underWay.Count.ShouldBe(4, "50 ms are nothing unusual here");
        _clock.Advance(TimeSpan.FromMilliseconds(11));
        _underWay.Count.ShouldBe(8);
        _clock.Advance(TimeSpan.FromMinutes(1));
        _underWay.Count.ShouldBe(12, "no more than both bounds together");
    }

    [Fact]
    public void Leave_WholeHostIsSlow_KeepsAllPlacesOfBothKindsBusy()
    {
        using var admission = Start(new() { MaxPerHost = 4, MaxSlowPerHost = 8 });
        var host = Host("app");
        Enter(admission, host, 120);

        var rounds = 0;
        for (; _underWay.Count > 0; rounds++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(300));
            foreach (var lane in _underWay.ToList())
                Leave(admission, lane);
        }

        // 12 places: the first round begins with the 4 prompt ones, and all lanes went through.
        _lanes.ShouldBe(120);
        rounds.ShouldBeLessThanOrEqualTo(12);
        (admission.InFlight, host.Prompt.InFlight, host.Slow.InFlight).ShouldBe((0, 0, 0));
    }

    [Fact]
    public void Relieve_SlowPlacesAreTaken_MovesAgainWhenOneIsFree()
    {
        using var admission = Start(new() { MaxPerHost = 1, MaxSlowPerHost = 1 });
        var host = Host("app");
        var lanes = Enter(admission, host, 3);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _underWay.ShouldBe(lanes[..2]);

        Leave(admission, lanes[0]);
        _clock.Advance(Millisecond);

        _underWay.ShouldBe(lanes[1..]);
    }

    [Fact]
    public void Enter_RepeatedTries_TakeHalfOfTheSlowPlacesAndNoPromptOne()
    {
        using var admission = Start(new() { MaxPerHost = 2, MaxSlowPerHost = 8 });
        var host = Host("app");
        Enter(admission, host, 20, repeated: true);

        host.Slow.InFlight.ShouldBe(4);
        var stalling = Enter(admission, host, 6);
        _clock.Advance(TimeSpan.FromSeconds(1));

        _underWay.ShouldContain(stalling[5]);
        (host.Prompt.InFlight, host.Slow.InFlight).ShouldBe((2, 8));
        Leave(admission, _underWay[0]);
        host.Slow.InFlight.ShouldBe(8, "the next repeated try takes the place of the one before");
    }

    [Fact]
    public void Relieve_AllPlacesOfAllHostsStall_AnotherHostGetsOne()
    {
        using var admission = Start(new() { MaxPerHost = 2, MaxInFlight = 4 });
        Enter(admission, Host("a"), 2);
        Enter(admission, Host("b"), 2);

        var third = Enter(admission, Host("c"), 1);
        _underWay.ShouldNotContain(third[0]);
        _clock.Advance(Millisecond);

        _underWay.ShouldContain(third[0]);
    }

    [Fact]
    public void Leave_HostsWaitForTheSamePlaces_TakeTurns()
    {
        using var admission = Start(new() { MaxPerHost = 2, MaxInFlight = 2, SlowAfterAtLeast = TimeSpan.FromHours(1), SlowAfter = TimeSpan.FromHours(1) });
        var (busy, other) = (Host("busy"), Host("other"));
        Enter(admission, busy, 100);
        var late = Enter(admission, other, 3);

        var began = new List<CallbackLane>();
        for (var i = 0; i < 8; i++)
        {
            Leave(admission, _underWay[0]);
            began.Add(_underWay[^1]);
        }

        began.Count(lane => lane.Destination == other).ShouldBe(3, "every second place went to the other host until it had no more");
        began.Take(6).Where(lane => lane.Destination == other).ShouldBe(late);
    }

    private Admission Start(DeliveryOptions options)
    {
        Admission? admission = null;
        admission = new(options, _clock, _underWay.Add, () => admission!.Relieve());
        return admission;
    }

    private void Answer(Admission admission, Destination host, int times, TimeSpan after)
    {
        for (var i = 0; i < times; i++)
        {
            var lane = Enter(admission, host, 1)[0];
            _clock.Advance(after);
            Leave(admission, lane);
        }
    }

    private CallbackLane[] Enter(Admission admission, Destination host, int count, bool repeated = false)
    {
        CallbackLane[] lanes = [.. Enumerable.Range(0, count).Select(_ => NewLane(host))];
        foreach (var lane in lanes)
            admission.Enter(lane, repeated);
        return lanes;
    }

    private void Leave(Admission admission, CallbackLane lane, bool answered = true)
    {
        _underWay.Remove(lane).ShouldBeTrue();
        admission.Leave(lane, answered);
    }

    private CallbackLane NewLane(Destination host) =>
        new(new(new CallKey((UInt128)(++_lanes)), 1, host.Key), new(host.Key), host, _ => throw new InvalidOperationException());

    private static Destination Host(string name) => new($"https://{name}.example", Millisecond);
}
