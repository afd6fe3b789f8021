namespace CallGrains.Calls.Ids;

public sealed class RisingIdSourceTests
{
    [Fact]
    public void Next_LaterTime_IsGreaterInTheOrderOfTheStore()
    {
        var clock = new Clock();
        var ids = new RisingIdSource(clock);
        var before = ids.Next();

        clock.Now += TimeSpan.FromMilliseconds(1);
        var after = ids.Next();

        after.ToByteArray(bigEndian: true).AsSpan().SequenceCompareTo(before.ToByteArray(bigEndian: true)).ShouldBePositive();
    }

    [Fact]
    public void Next_SameTime_IsNew()
    {
        var ids = new RisingIdSource(new Clock());

        Enumerable.Range(0, 1_000).Select(_ => ids.Next()).Distinct().Count().ShouldBe(1_000);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 3, 12, 8, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
