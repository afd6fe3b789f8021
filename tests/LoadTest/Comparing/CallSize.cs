using System.Diagnostics;
using CallGrains.Benchmarks.Model;
using CallGrains.Calls.Commands;

namespace CallGrains.LoadTest.Comparing;

/// <summary>How the cost of deciding and encoding grows with the size of a call: in process, without HTTP, store or callbacks.</summary>
internal static class CallSize
{
    private const int Rounds = 2_000;

    public static Ratio Measure()
    {
        var (small, large) = (Time(2), Time(349));
        return new("size", "CPU of add and remove in a call of 350, of one in a call of 2", large / small, 12, AtLeast: false,
            $"{large:N1} against {small:N1} µs");
    }

    private static double Time(int participants)
    {
        var call = new BusyCall(participants);
        Run(call);
        return Enumerable.Range(0, 5).Select(_ => Run(call)).Order().ElementAt(2);
    }

    private static double Run(BusyCall call)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Rounds; i++)
        {
            call.Give(new AddParticipant(1, BusyCall.User(9999)));
            call.Give(new RemoveParticipant(1, BusyCall.User(9999)));
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / Rounds;
    }
}
