using CallGrains.ClusterBenchmarks.Hosting;

namespace CallGrains.ClusterBenchmarks.Cases;

/// <summary>A person is moved back and forth between two calls; each move waits for its event.</summary>
internal sealed class TwoPhaseMove : ICase
{
    public string Name => "move by CallGrains";

    public async Task<Func<Task<int>>> PrepareAsync(BenchCluster cluster)
    {
        var caller = new Caller(cluster);
        var person = Caller.NewPerson();
        var (from, to) = (await caller.CreateAsync(person, Caller.NewPerson()), await caller.CreateAsync(Caller.NewPerson(), Caller.NewPerson()));
        return async () =>
        {
            await caller.MoveAsync(to, from, person);
            (from, to) = (to, from);
            return 1;
        };
    }
}
