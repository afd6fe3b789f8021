using System.Globalization;
using CallGrains.ProcessTests.Rig;

namespace CallGrains.ProcessTests.Start;

/// <summary>Metrics and traces leave the executable when the standard variables say where to, and cost nothing when they do not.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("callgrains-telemetry-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Export_EndpointGiven_PostsMetricsAndTraces()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var gateway = await GatewayProcess.StartAsync(folder, collector.Settings);
        using var http = new HttpClient { BaseAddress = new Uri(gateway.ConnectionString.Split(';')[0]["endpoint=".Length..]) };

        _ = await http.GetAsync($"calling/callConnections/{Guid.NewGuid()}?api-version=2026-03-12");

        await collector.ExpectAsync("metrics", "callgrains.delivery.queue.length", "http.server.request.duration", "dotnet.gc.collections");
        await collector.ExpectAsync("metrics", "service.name", "callgrains", "deployment.environment.name", "tests");
        await collector.ExpectAsync("traces", "GET /calling/callConnections/{callConnectionId", "url.path");
    }

    [Fact]
    public async Task Export_StopOfTheProcess_SendsWhatWaits()
    {
        await using var collector = await OtlpCollector.StartAsync();
        var settings = new Dictionary<string, string>(collector.Settings)
        {
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "3600000",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "3600000",
            ["OTEL_SERVICE_NAME"] = "calls-of-the-tests",
        };
        await using var gateway = await GatewayProcess.StartAsync(folder, settings);
        using var http = new HttpClient { BaseAddress = new Uri(gateway.ConnectionString.Split(';')[0]["endpoint=".Length..]) };
        _ = await http.GetAsync("openapi/v1.json");

        (await gateway.StopAsync()).ShouldBe(0);

        await collector.ExpectAsync("metrics", "calls-of-the-tests", "http.server.request.duration");
        await collector.ExpectAsync("traces", "calls-of-the-tests", "/openapi/");
    }

    [Fact]
    public async Task Export_NothingGiven_LoadsNothingOfIt()
    {
        if (!OperatingSystem.IsLinux())
            return;

        await using var gateway = await GatewayProcess.StartAsync(folder);

        var loaded = await File.ReadAllTextAsync(string.Create(CultureInfo.InvariantCulture, $"/proc/{gateway.Id}/maps"));
        loaded.ShouldContain("CallGrains.Gateway.dll");
        loaded.ShouldNotContain("OpenTelemetry");
    }

    [Theory]
    [InlineData("--OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]
    [InlineData("--OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "collector")]
    public async Task Export_WrongEndpoint_StopsWithOneLineNamingIt(string option, string value)
    {
        var urls = $"http://127.0.0.1:{GatewayProcess.FreePort()}";
        var (exitCode, output, errors) = await GatewayProcess.RunAsync("--urls", urls, "--data", folder, option, value);
        exitCode.ShouldNotBe(0);
        (output + errors).Trim().ShouldBe($"{option[2..]} is '{value}'; it is an absolute http or https address.");
    }
}
