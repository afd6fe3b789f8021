using CallGrains.ClusterBenchmarks.Hosting;

namespace CallGrains.ClusterBenchmarks.Cases;

/// <summary>Create, add, remove, terminate; each waits for its event, and counts as one operation.</summary>
internal sealed class Conversation : ICase
{
    private const int Operations = 4;

    public string Name => "create, add, remove, terminate, each with its event";

    public Task<Func<Task<int>>> PrepareAsync(BenchCluster cluster)
    {
        var caller = new Caller(cluster);
        return Task.FromResult<Func<Task<int>>>(async () =>
        {
            var added = Caller.NewPerson();
            var call = await caller.CreateAsync(Caller.NewPerson(), Caller.NewPerson());
            await caller.AddAsync(call, added);
            await caller.RemoveAsync(call, added);
            await caller.EndAsync(call);
            return Operations;
        });
    }
}
