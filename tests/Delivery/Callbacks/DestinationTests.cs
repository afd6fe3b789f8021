namespace CallGrains.Delivery.Callbacks;

public sealed class DestinationTests
{
    private static readonly DeliveryOptions Options = new();

    [Fact]
    public void SlowAfter_NothingAnswered_IsTheLeast() => Fresh().SlowAfter.ShouldBe(TimeSpan.FromMilliseconds(1));

    [Theory]
    [InlineData(0.1, 1)]
    [InlineData(0.3, 1)]
    [InlineData(2, 6)]
    [InlineData(20, 60)]
    [InlineData(300, 100)]
    public void Answered_Always_ComesToTheMultipleWithinTheBounds(double usual, double slowAfter)
    {
        var host = Fresh();

        Answer(host, 150, usual);

        host.SlowAfter.TotalMilliseconds.ShouldBe(slowAfter, slowAfter * 0.05);
    }

    [Fact]
    public void Answered_OneInFiveTakesLong_StaysNearWhatIsUsual()
    {
        var host = Fresh();

        for (var i = 0; i < 1_000; i++)
            Answer(host, 1, i % 5 == 0 ? 9_000 : 2);

        host.SlowAfter.TotalMilliseconds.ShouldBeInRange(6, 9);
    }

    [Fact]
    public void Answered_HostRecovers_IsQuickAgain()
    {
        var host = Fresh();
        Answer(host, 150, 300);

        Answer(host, 150, 0.2);

        host.SlowAfter.ShouldBe(TimeSpan.FromMilliseconds(1));
    }

    private static Destination Fresh() => new("https://app.example", Options.SlowAfterAtLeast);

    private static void Answer(Destination host, int times, double milliseconds)
    {
        for (var i = 0; i < times; i++)
            host.Answered(TimeSpan.FromMilliseconds(milliseconds), Options);
    }
}
