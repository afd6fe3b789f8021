using CallGrains.Benchmarks.Model;
using CallGrains.Calls.Commands;

namespace CallGrains.LoadTest.Comparing.Groups;

/// <summary>How the cost of deciding and encoding grows with the size of a call: in process, without HTTP, store or callbacks.</summary>
internal sealed class SizeGroup : IGroup
{
    private const int OperationsOfARun = 2_000;
    private const int WarmUps = 5;

    public string Name => "size";

    public int Steps(int rounds) => 1;

    public Task<IReadOnlyList<Ratio>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        bench.Step("size of a call");
        var (small, large) = (new BusyCall(2), new BusyCall(349));
        List<double> ofSmall = [], ofLarge = [];
        for (var i = 0; i < WarmUps + Math.Max(5, bench.Options.Rounds); i++)
        {
            var (one, other) = (Run(small), Run(large));
            if (i < WarmUps)
                continue;

            ofSmall.Add(one);
            ofLarge.Add(other);
        }

        return Task.FromResult<IReadOnlyList<Ratio>>(
        [
            Ratio.Of(
                "size", "CPU of add and remove in a call of 350, of one in a call of 2", new(ofLarge), new(ofSmall), 12, "µs", atLeast: false, format: "N1"),
        ]);
    }

    private static double Run(BusyCall call)
    {
        var before = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < OperationsOfARun; i++)
        {
            call.Give(new AddParticipant(1, BusyCall.User(9999)));
            call.Give(new RemoveParticipant(1, BusyCall.User(9999)));
        }

        // Of the process and not of the clock: collecting what was allocated is part of the cost, waiting for the machine is not.
        return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / OperationsOfARun;
    }
}
