using System.Globalization;
using CallGrains.Cluster.Tests.Rig;
using CallGrains.ProcessTests.Rig;

namespace CallGrains.Cluster.Tests.Start;

/// <summary>Metrics and traces of a silo, by OTLP.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task Export_EndpointGiven_PostsMetricsAndTracesOfOrleansToo()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var silo = SiloProcess.Start(With(collector.Settings));
        await silo.ReadyAsync();
        using var http = new HttpClient { BaseAddress = silo.Address };

        _ = await http.GetAsync(new Uri("/calling/keys", UriKind.Relative));

        await collector.ExpectAsync("metrics", "callgrains-silo", "orleans-", "http.server.request.duration");
        await collector.ExpectAsync("traces", "callgrains-silo", "/calling/keys");
        await collector.ExpectAsync("traces", "Microsoft.Orleans.Application");
    }

    [Fact]
    public async Task Export_NothingGiven_LoadsNothingOfIt()
    {
        if (!OperatingSystem.IsLinux())
            return;

        await using var silo = SiloProcess.Start(With(new Dictionary<string, string>()));
        await silo.ReadyAsync();

        var loaded = await File.ReadAllTextAsync(string.Create(CultureInfo.InvariantCulture, $"/proc/{silo.Id}/maps"));
        loaded.ShouldContain("CallGrains.Silo.dll");
        loaded.ShouldNotContain("OpenTelemetry");
    }

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> settings) => new(settings)
    {
        ["CallGrains__Cluster__SiloPort"] = $"{FreePorts.Next()}",
        ["CallGrains__Cluster__GatewayPort"] = $"{FreePorts.Next()}",
    };
}
