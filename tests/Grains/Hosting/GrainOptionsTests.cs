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
