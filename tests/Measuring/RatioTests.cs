using CallGrains.LoadTest.Comparing;

namespace CallGrains.Measuring.Tests;

public sealed class RatioTests
{
    [Theory]
    [InlineData(0.86, true, true)]
    [InlineData(0.84, true, false)]
    [InlineData(0.84, false, true)]
    [InlineData(0.86, false, false)]
    public void IsMet_ByWhichWayTheTargetGoes(double value, bool atLeast, bool expected) => RatioOf(value, atLeast).IsMet.ShouldBe(expected);

    [Theory]
    [InlineData(0.86, true, false)]
    [InlineData(0.84, true, true)]
    [InlineData(2, true, false)]
    [InlineData(1.17, false, false)]
    [InlineData(1.18, false, true)]
    [InlineData(0.5, false, false)]
    public void IsWorseThan_One_BelowEightyFivePercentOfIt(double value, bool atLeast, bool expected) =>
        RatioOf(value, atLeast).IsWorseThan(1).ShouldBe(expected);

    [Fact]
    public void Of_Rounds_IsTheRatioOfMediansWithTheSpreadOfTheRounds()
    {
        // The machine slowed down in the last round, for both alike.
        var ratio = Ratio.Of("id", "what", new([50, 60, 25]), new([100, 100, 50]), 0.5, "/s");
        ratio.Value.ShouldBe(0.5);
        ratio.Spread!.Value.ShouldBe(0.1, 0.001);
    }

    [Fact]
    public void Of_OneRound_HasNoSpread() => Ratio.Of("id", "what", new([1]), new([2]), 0.5, "/s").Spread.ShouldBeNull();

    [Theory]
    [InlineData(2, true, 2.353)]
    [InlineData(2, false, 0.425)]
    public void Share_IsMoreThanOneWhenTheTargetIsSurpassed(double value, bool atLeast, double expected) =>
        RatioOf(value, atLeast).Share.ShouldBe(expected, 0.001);

    private static Ratio RatioOf(double value, bool atLeast) => new("id", "what", value, null, 0.85, atLeast, "");
}
