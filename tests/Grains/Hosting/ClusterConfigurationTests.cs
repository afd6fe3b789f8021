using CallGrains.Silo.Hosting;
using Microsoft.Extensions.Configuration;

namespace CallGrains.Grains.Tests.Hosting;

public sealed class ClusterConfigurationTests
{
    [Theory]
    [InlineData("CallGrains:Callbacks:TryTimeout", "49710.00:00:00", "00:00:00.0100000 to 00:10:00")]
    [InlineData("CallGrains:Callbacks:Signing:RotateEvery", "3000000.00:00:00", "1.00:00:00 to 3650.00:00:00")]
    [InlineData("CallGrains:EventGrid:RetryFor", "1000000.00:00:00", "00:00:01 to 7.00:00:00")]
    public void Read_TimeOutOfItsRange_IsRefusedInOneLine(string key, string value, string range)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build();

        Should.Throw<ArgumentException>(() => ClusterConfiguration.Read(configuration, "resource")).Message.ShouldBe($"{key} is '{value}'; it is {range}.");
    }
}
