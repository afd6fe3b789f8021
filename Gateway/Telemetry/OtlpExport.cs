using System.Reflection;
using System.Runtime.CompilerServices;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CallGrains.Gateway.Telemetry;

/// <summary>The one place that knows OpenTelemetry. Address, protocol, headers, intervals and sampling are read by it from the standard variables.</summary>
internal static class OtlpExport
{
    // A star stands for whatever follows.
    private static readonly string[] Meters =
        ["CallGrains.*", "Microsoft.AspNetCore.*", "Microsoft.Orleans", "System.Net.Http", "System.Runtime"];

    // Not Microsoft.Orleans.Runtime: what silos tell each other all the time is no part of any request.
    private static readonly string[] Sources =
        ["CallGrains.*", "Microsoft.Orleans.Application", "Microsoft.Orleans.Lifecycle", "Microsoft.Orleans.Storage"];

    /// <summary>Adds the export.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Add(IServiceCollection services, TelemetrySignals signals, string service)
    {
        var export = services.AddOpenTelemetry().ConfigureResource(resource => Describe(resource, service));
        if (signals.Metrics)
            _ = export.WithMetrics(static metrics => metrics.AddMeter(Meters).AddOtlpExporter());
        if (signals.Traces)
        {
            _ = export.WithTracing(static traces => traces
                .AddSource(Sources)
                .AddAspNetCoreInstrumentation(static requests => requests.Filter = IsOfInterest)
                .AddOtlpExporter());
        }
    }

    // The variables come last, and win.
    private static void Describe(ResourceBuilder resource, string service) => resource.Clear()
        .AddService(service, serviceVersion: typeof(OtlpExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion)
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();

    // Probes come every few seconds and tell nothing.
    private static bool IsOfInterest(HttpContext http) => !http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal);
}
