using CallGrains.Embedded.Store;
using CallGrains.Embedded.Tests.Rig;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Embedded.Tests.Store;

public sealed class DatabaseTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Write_WhileOneIsCommitted_OthersShareTheNextCommit()
    {
        using var database = Open();
        using var gate = new ManualResetEventSlim();
        var first = await BlockAsync(database, gate);
        var others = Enumerable.Range(0, 500)
            .Select(i => InsertAsync(database, $"g{i}"))
            .ToList();

        gate.Set();
        await Task.WhenAll(others.Append<Task>(first)).WaitAsync(TimeSpan.FromSeconds(30));

        database.Commits.ShouldBe(2);
        Count(database).ShouldBe(500L);
    }

    [Fact]
    public async Task Write_NobodyWrites_IsDoneByWhoBringsIt()
    {
        using var database = Open();
        await InsertAsync(database, "first");
        var write = new AtOnce();

        // The writer may be about to find that nothing waits; then it does the write.
        await Eventually.HoldsAsync(
            () =>
            {
                write = new();
                database.Write(write);
                return write.EndedOn == Environment.CurrentManagedThreadId;
            },
            "the write is done when it returns");

        write.Fault.ShouldBeNull();
    }

    [Fact]
    public async Task Write_SomebodyWrites_IsNotWaitedFor()
    {
        using var database = Open();
        using var gate = new ManualResetEventSlim();
        var first = await BlockAsync(database, gate);
        var write = new AtOnce();

        database.Write(write);

        write.EndedOn.ShouldBe(0);
        gate.Set();
        await first;
        await Eventually.HoldsAsync(() => write.EndedOn != 0, "the write is done");
        write.EndedOn.ShouldNotBe(Environment.CurrentManagedThreadId);
    }

    [Fact]
    public async Task ReadRow_NobodyWrites_IsReadWhereWritesAreMade()
    {
        using var database = Open();
        var writing = await database.WriteAsync(static session => session, CancellationToken.None);

        // The writer may be about to find that nothing waits.
        await Eventually.HoldsAsync(
            () => ReferenceEquals(database.ReadRow(0, static (session, _) => session), writing), "the row is read on the connection of the writer");

        await InsertAsync(database, "after");
        database.ReadRow(0, static (session, _) => CountOn(session)).ShouldBe(1L);
    }

    [Fact]
    public async Task ReadRow_SomebodyWrites_IsWhatIsCommittedAndWaitsForNobody()
    {
        using var database = Open();
        await InsertAsync(database, "before");
        using var gate = new ManualResetEventSlim();
        var first = await BlockAsync(database, gate);
        var second = InsertAsync(database, "waits");

        database.ReadRow(0, static (session, _) => CountOn(session)).ShouldBe(1L);

        gate.Set();
        await first;
        _ = await second;
    }

    [Fact]
    public async Task ReadRow_WriteComesMeanwhile_IsDoneAfterwards()
    {
        using var database = Open();
        await InsertAsync(database, "first");
        Task? write = null;
        await Eventually.HoldsAsync(
            () => database.ReadRow(
                database,
                (session, store) =>
                {
                    write = InsertAsync(store, $"{Guid.NewGuid()}");
                    return !write.IsCompleted;
                }),
            "the write comes while the connection is read on");

        await write!.WaitAsync(TimeSpan.FromSeconds(30));
        Count(database).ShouldBeGreaterThanOrEqualTo(2L);
    }

    [Fact]
    public async Task ReadRow_Fails_SaysSoAndTheConnectionIsUsable()
    {
        using var database = Open();

        Should.Throw<IOException>(() => database.ReadRow(0, static (session, _) => session.Prepare("SELECT nothing FROM nowhere")));

        (await InsertAsync(database, "next")).ShouldBe(1);
    }

    [Fact]
    public async Task Dispose_WritesWait_CommitsThemFirst()
    {
        using var gate = new ManualResetEventSlim();
        var database = Open();
        var first = await BlockAsync(database, gate);
        var write = new AtOnce();
        database.Write(write);

        var closing = Task.Run(database.Dispose);
        gate.Set();
        await closing.WaitAsync(TimeSpan.FromSeconds(30));
        await first;

        write.Fault.ShouldBeNull();
        using var again = Open();
        Count(again).ShouldBe(1L);
    }

    [Fact]
    public async Task Write_InMemory_IsDoneWhenItReturns()
    {
        using var database = Database.OpenMemory(NullLogger.Instance);

        var writes = Enumerable.Range(0, 500).AsParallel().WithDegreeOfParallelism(8).Select(i => InsertAsync(database, $"g{i}")).ToList();

        writes.ShouldAllBe(write => write.IsCompletedSuccessfully);
        Count(database).ShouldBe(500L);
        await Task.WhenAll(writes);
    }

    [Fact]
    public async Task Write_InMemoryFails_IsToldAndTheNextIsDone()
    {
        using var database = Database.OpenMemory(NullLogger.Instance);
        var bad = database.WriteAsync(session => session.Prepare("INSERT INTO group_calls (kind) VALUES (1)").Execute(), CancellationToken.None).AsTask();

        await Should.ThrowAsync<IOException>(() => bad);
        await InsertAsync(database, "next");
        Count(database).ShouldBe(1L);
    }

    [Fact]
    public async Task Write_OneOfAGroupFails_NoneTakesEffectAndTheNextGroupDoes()
    {
        using var database = Open();
        using var gate = new ManualResetEventSlim();
        var first = await BlockAsync(database, gate);
        var good = InsertAsync(database, "good");
        var bad = database.WriteAsync(session => session.Prepare("INSERT INTO group_calls (kind) VALUES (1)").Execute(), CancellationToken.None).AsTask();
        gate.Set();
        await first;

        await Should.ThrowAsync<IOException>(() => good);
        await Should.ThrowAsync<IOException>(() => bad);
        Count(database).ShouldBe(0L);
        await InsertAsync(database, "next");
        Count(database).ShouldBe(1L);
    }

    [Fact]
    public async Task Write_AfterClosing_Fails()
    {
        var database = Open();
        database.Dispose();

        await Should.ThrowAsync<IOException>(() => InsertAsync(database, "late"));
    }

    /// <summary>Keeps the writer busy until the gate opens.</summary>
    private static async Task<Task> BlockAsync(Database database, ManualResetEventSlim gate)
    {
        var running = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var write = database.WriteAsync(
            _ =>
            {
                running.SetResult(true);
                gate.Wait();
            },
            CancellationToken.None).AsTask();
        _ = await running.Task.Within("the writer to begin");
        return write;
    }

    private static Task<int> InsertAsync(Database database, string id) => database.WriteAsync(
        session => session.Prepare("INSERT INTO group_calls (kind, id, call) VALUES (1, ?1, x'00')").Execute(id), CancellationToken.None).AsTask();

    private static long Count(Database database) =>
        database.Read(0, static (session, _) => CountOn(session));

    private static long CountOn(Session session) => session.Prepare("SELECT count(*) FROM group_calls").First(static row => row.GetInt64(0));

    private Database Open() => Database.OpenFolder(_folder.Path, NullLogger.Instance);

    private sealed class AtOnce : StoreWrite
    {
        private int _endedOn;

        public int EndedOn => Volatile.Read(ref _endedOn);

        public IOException? Fault { get; private set; }

        public override bool MayWriteAtOnce => true;

        public override void Run(Session session) =>
            session.Prepare("INSERT OR REPLACE INTO group_calls (kind, id, call) VALUES (1, 'at once', x'00')").Execute();

        public override void Ended(IOException? fault)
        {
            Fault = fault;
            Volatile.Write(ref _endedOn, Environment.CurrentManagedThreadId);
        }
    }
}
