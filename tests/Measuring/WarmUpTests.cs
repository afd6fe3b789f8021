using CallGrains.LoadTest.Measuring;

namespace CallGrains.Measuring.Tests;

public sealed class WarmUpTests
{
    [Fact]
    public void IsSteadyAfter_RisingWindows_Never()
    {
        var warmUp = new WarmUp();
        for (var i = 1; i <= 20; i++)
            warmUp.IsSteadyAfter(100 * Math.Pow(1.1, i)).ShouldBeFalse();
    }

    [Fact]
    public void IsSteadyAfter_EqualWindows_OnceThereAreEnough()
    {
        var warmUp = new WarmUp();
        for (var i = 0; i < 5; i++)
            warmUp.IsSteadyAfter(100).ShouldBeFalse();
        warmUp.IsSteadyAfter(100).ShouldBeTrue();
    }

    [Fact]
    public void IsSteadyAfter_ARiseThatEnds_ThenOnly()
    {
        var warmUp = new WarmUp();
        foreach (var window in (double[])[10, 40, 70, 100, 101])
            warmUp.IsSteadyAfter(window).ShouldBeFalse();
        warmUp.IsSteadyAfter(100).ShouldBeFalse();
        warmUp.IsSteadyAfter(99).ShouldBeFalse();
        warmUp.IsSteadyAfter(102).ShouldBeFalse();
        warmUp.IsSteadyAfter(100).ShouldBeTrue();
    }
}
