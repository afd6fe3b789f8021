namespace CallGrains.Gateway.Telemetry;

/// <summary>Export of metrics and traces, in both hosts.</summary>
internal static class TelemetryServices
{
    /// <summary>Adds what the configuration asks for. When that is nothing, nothing of OpenTelemetry is loaded.</summary>
    /// <param name="builder">The application being built.</param>
    /// <param name="service">The name of the service where <c>OTEL_SERVICE_NAME</c> does not say another.</param>
    public static void AddTelemetry(this WebApplicationBuilder builder, string service)
    {
        var signals = TelemetrySignals.Read(builder.Configuration);
        if (signals.Any)
            OtlpExport.Add(builder.Services, signals, service);
    }
}
