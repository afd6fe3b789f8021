using CallGrains.Grains.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace CallGrains.Grains.Tests.Hosting;

/// <summary>The bounds of the grains, and that they reach the runtime.</summary>
public sealed class GrainOptionsTests
{
    [Theory]
    [InlineData("00:01:59", false)]
    [InlineData("00:02:00", true)]
    [InlineData("1.00:00:00", true)]
    [InlineData("1.00:00:01", false)]
    public void IdleAfter_OutOfRange_IsRefused(string after, bool isAllowed)
    {
        var faults = new GrainOptions { IdleAfter = TimeSpan.Parse(after, System.Globalization.CultureInfo.InvariantCulture) }.Faults().ToArray();

        if (isAllowed)
            faults.ShouldBeEmpty();
        else
            faults.ShouldHaveSingleItem().ShouldBe($"CallGrains:Grains:IdleAfter is '{after}'; it is 00:02:00 to 1.00:00:00.");
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public void HandOverAgainAfter_MoreThanHalfOfIdleAfter_IsRefused(int seconds, bool isAllowed)
    {
        var faults = new GrainOptions { IdleAfter = TimeSpan.FromMinutes(2), HandOverAgainAfter = TimeSpan.FromSeconds(seconds) }.Faults().ToArray();

        if (isAllowed)
            faults.ShouldBeEmpty();
        else
            faults.ShouldHaveSingleItem().ShouldBe("CallGrains:Grains:HandOverAgainAfter is '00:01:01'; it is at most half of CallGrains:Grains:IdleAfter, '00:02:00'.");
    }

    [Fact]
    public void HandOverAgainAfter_OutOfRange_IsSaidOnce() =>
        new GrainOptions { HandOverAgainAfter = TimeSpan.FromHours(2) }.Faults().ShouldHaveSingleItem();

    [Fact]
    public void IdleAfter_Set_IsWhenGrainsLeaveMemory()
    {
        var services = new ServiceCollection();
        services.AddClusterClient(new() { Grains = new() { IdleAfter = TimeSpan.FromMinutes(7) } });
        services.AddClusterGrains();
        using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<IOptions<GrainCollectionOptions>>().Value.CollectionAge.ShouldBe(TimeSpan.FromMinutes(7));
    }
}
