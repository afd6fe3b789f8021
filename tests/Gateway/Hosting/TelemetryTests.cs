using CallGrains.Gateway.Hosting;
using CallGrains.Gateway.Telemetry;
using Microsoft.Extensions.Configuration;

namespace CallGrains.Gateway.Tests.Hosting;

/// <summary>What is exported, by the standard variables.</summary>
public sealed class TelemetryTests
{
    private const string All = "OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4317";

    [Theory]
    [InlineData("", false, false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=", false, false)]
    [InlineData("OTEL_METRICS_EXPORTER=otlp", false, false)]
    [InlineData(All, true, true)]
    [InlineData(All + " OTEL_SDK_DISABLED=true", false, false)]
    [InlineData(All + " OTEL_SDK_DISABLED=false", true, true)]
    [InlineData(All + " OTEL_TRACES_EXPORTER=none", true, false)]
    [InlineData(All + " OTEL_METRICS_EXPORTER=none OTEL_TRACES_EXPORTER=otlp", false, true)]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=https://collector/v1/metrics", true, false)]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=https://collector/v1/traces", false, true)]
    public void Read_Variables_SayWhatIsExported(string variables, bool metrics, bool traces)
    {
        var signals = TelemetrySignals.Read(Configuration(variables));
        (signals.Metrics, signals.Traces, signals.Any).ShouldBe((metrics, traces, metrics || traces));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=collector:4317", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=/v1/metrics", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT")]
    [InlineData(All + " OTEL_TRACES_EXPORTER=zipkin", "OTEL_TRACES_EXPORTER")]
    public void Read_WrongValue_IsRefusedNamingIt(string variables, string name) =>
        Should.Throw<ConfigurationFaultException>(() => TelemetrySignals.Read(Configuration(variables))).Message.ShouldStartWith(name);

    private static IConfigurationRoot Configuration(string variables) => new ConfigurationBuilder()
        .AddInMemoryCollection(variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static one => one.Split('=', 2))
            .Select(static one => KeyValuePair.Create(one[0], (string?)one[1])))
        .Build();
}
