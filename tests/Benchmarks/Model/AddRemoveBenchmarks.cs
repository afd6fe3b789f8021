using BenchmarkDotNet.Attributes;
using CallGrains.Calls.Commands;

namespace CallGrains.Benchmarks.Model;

/// <summary>What it costs to add and remove one participant, by the size of the call: deciding, and encoding what is stored.</summary>
[MemoryDiagnoser]
public class AddRemoveBenchmarks
{
    private BusyCall _call = null!;

    /// <summary>Participants before the add, the app included.</summary>
    [Params(2, 10, 100, 349)]
    public int Participants { get; set; }

    /// <summary>Builds the call.</summary>
    [GlobalSetup]
    public void Build() => _call = new(Participants);

    /// <summary>Adds a user, who picks up, and removes the user again; with every event delivered.</summary>
    [Benchmark]
    public long AddAndRemove()
    {
        _call.Give(new AddParticipant(1, BusyCall.User(9999)));
        _call.Give(new RemoveParticipant(1, BusyCall.User(9999)));
        return _call.BytesWritten;
    }
}
