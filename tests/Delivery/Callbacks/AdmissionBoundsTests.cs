using CallGrains.Calls.Ids;

namespace CallGrains.Delivery.Callbacks;

public sealed class AdmissionBoundsTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly List<CallbackLane> _underWay = [];
    private int _lanes;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Admission_AnythingHappens_KeepsEveryBoundAndLosesNobody(int seed)
    {
        var options = new DeliveryOptions { MaxPerHost = 3, MaxSlowPerHost = 4, MaxInFlight = 7, MaxSlowInFlight = 6 };
        Admission? admission = null;
        admission = new(options, _clock, _underWay.Add, () => admission!.Relieve());
        Destination[] hosts = [.. Enumerable.Range(0, 4).Select(i => new Destination($"https://app{i}.example", options.SlowAfterAtLeast))];
        var random = new Random(seed);
        var began = new HashSet<CallbackLane>();

        for (var step = 0; step < 8_000; step++)
        {
            if (step < 6_000 && random.Next(2) == 0)
                admission.Enter(NewLane(hosts[random.Next(4)]), repeated: random.Next(3) == 0);
            else if (_underWay.Count > 0 && random.Next(3) > 0)
                Leave(admission, random.Next(_underWay.Count), answered: random.Next(4) > 0);
            else
                _clock.Advance(TimeSpan.FromMicroseconds(random.Next(5_000)));

            began.UnionWith(_underWay);
            Holds(admission, hosts, options).ShouldBeTrue($"step {step}");
        }

        for (; _underWay.Count > 0; began.UnionWith(_underWay))
            Leave(admission, 0, answered: true);

        began.Count.ShouldBe(_lanes, "whoever came got a place in the end");
        _clock.Advance(TimeSpan.FromSeconds(1));
        _clock.PendingTimers.ShouldBe(0, "nobody waits, nothing is watched");
        admission.Dispose();
    }

    private static bool Holds(Admission admission, Destination[] hosts, DeliveryOptions options) =>
        hosts.All(host => host.Prompt.InFlight <= options.MaxPerHost && host.Slow.InFlight <= options.MaxSlowPerHost)
        && hosts.All(host => host.Slow.Started <= options.MaxSlowPerHost / 2)
        && hosts.Sum(host => host.Prompt.InFlight) <= options.MaxInFlight
        && hosts.Sum(host => host.Slow.InFlight) <= options.MaxSlowInFlight
        && hosts.Sum(host => host.Slow.Started) <= options.MaxSlowInFlight / 2
        && hosts.All(host => host.SlowAfter >= options.SlowAfterAtLeast && host.SlowAfter <= options.SlowAfter)
        && admission.InFlight == hosts.Sum(host => host.Prompt.InFlight + host.Slow.InFlight);

    private void Leave(Admission admission, int index, bool answered)
    {
        var lane = _underWay[index];
        _underWay.RemoveAt(index);
        admission.Leave(lane, answered);
    }

    private CallbackLane NewLane(Destination host) =>
        new(new(new CallKey((UInt128)(++_lanes)), 1, host.Key), new(host.Key), host, _ => throw new InvalidOperationException());
}
