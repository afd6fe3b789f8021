using CallGrains.Calls.Ids;
using CallGrains.Calls.Pump;
using CallGrains.Embedded.Store;
using CallGrains.Embedded.Tests.Rig;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Embedded.Tests.Store;

public sealed class CallTableTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 12, 8, 0, 0, TimeSpan.Zero);
    private readonly DataFolder _folder = new();
    private readonly Database _database;
    private readonly CallTable _calls;

    public CallTableTests()
    {
        _database = Database.OpenFolder(_folder.Path, NullLogger.Instance);
        _calls = new(_database);
    }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Write_NewThenChangedThenDeleted_IsWhatLoadReads()
    {
        var key = Key(1);
        _calls.Load(key).IsEmpty.ShouldBeTrue();

        await WriteAsync(new(key, new byte[] { 1, 2, 3 }, null, false));
        _calls.Load(key).ToArray().ShouldBe([1, 2, 3]);
        await WriteAsync(new(key, new byte[] { 4 }.AsMemory(), Start, true));
        _calls.Load(key).ToArray().ShouldBe([4]);
        await WriteAsync(new(key, default, null, false));

        _calls.Load(key).IsEmpty.ShouldBeTrue();
        _calls.ListOwing(null, 10).ShouldBeEmpty();
        _calls.NextDue(null).ShouldBeNull();
    }

    [Theory]
    [InlineData(null, false, null, false)]
    [InlineData(null, false, null, true)]
    [InlineData(null, false, 5, false)]
    [InlineData(5, true, null, true)]
    [InlineData(5, true, 5, false)]
    [InlineData(5, true, 5, true)]
    [InlineData(5, true, 6, true)]
    public async Task Write_Changed_IsFoundByWhatIsDueAndOwedNow(int? dueBefore, bool owesBefore, int? dueNow, bool owesNow)
    {
        await WriteAsync(new(Key(1), new byte[] { 1 }, At(dueBefore), owesBefore));

        await WriteAsync(new(Key(1), new byte[] { 2 }, At(dueNow), owesNow));

        _calls.Load(Key(1)).ToArray().ShouldBe([2]);
        _calls.NextDue(null).ShouldBe(At(dueNow));
        _calls.ListOwing(null, 10).ShouldBe(owesNow ? [Key(1)] : []);
    }

    [Fact]
    public async Task ListOwing_Pages_GiveEachOnceInOrder()
    {
        for (var i = 1; i <= 25; i++)
            await WriteAsync(new(Key(i), new byte[] { 1 }, null, i % 2 == 0));

        var all = new List<CallKey>();
        CallKey? after = null;
        while (_calls.ListOwing(after, 5) is { Count: > 0 } page)
        {
            all.AddRange(page);
            after = page[^1];
        }

        all.ShouldBe(Enumerable.Range(1, 25).Where(i => i % 2 == 0).Select(Key));
    }

    [Fact]
    public async Task ListDue_EqualTimesAcrossPages_LosesNone()
    {
        for (var i = 1; i <= 20; i++)
            await WriteAsync(new(Key(i), new byte[] { 1 }, Start.AddSeconds(i / 10), false));
        await WriteAsync(new(Key(99), new byte[] { 1 }, null, false));

        var all = new List<DueCall>();
        DueCall? after = null;
        while (_calls.ListDue(after, Start.AddSeconds(1), 4) is { Count: > 0 } page)
        {
            all.AddRange(page);
            after = page[^1];
        }

        all.Select(due => due.Key).ShouldBe(Enumerable.Range(1, 19).Select(Key));
        _calls.NextDue(after).ShouldBe(Start.AddSeconds(2));
        _calls.NextDue(null).ShouldBe(Start);
    }

    [Fact]
    public async Task Write_AfterReopening_IsStillThere()
    {
        await WriteAsync(new(Key(7), new byte[] { 7 }, Start, true));
        _database.Dispose();

        using var again = Database.OpenFolder(_folder.Path, NullLogger.Instance);

        new CallTable(again).Load(Key(7)).ToArray().ShouldBe([7]);
    }

    private static DateTimeOffset? At(int? seconds) => seconds is { } some ? Start.AddSeconds(some) : null;

    private static CallKey Key(int number) => new((UInt128)number);

    private async Task WriteAsync(CallWrite write)
    {
        var outcome = new WriteOutcome();
        _calls.Write([write], [], outcome);
        (await outcome.Task.Within("the write")).ShouldBeNull();
    }
}
