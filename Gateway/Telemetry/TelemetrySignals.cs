using CallGrains.Gateway.Hosting;

namespace CallGrains.Gateway.Telemetry;

/// <summary>What is exported by OTLP: what the standard variables of OpenTelemetry ask for, nothing without them.</summary>
internal sealed record TelemetrySignals
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string None = "none";
    private const string Otlp = "otlp";

    private TelemetrySignals()
    {
    }

    /// <summary>Whether metrics are exported.</summary>
    public bool Metrics { get; private init; }

    /// <summary>Whether traces are.</summary>
    public bool Traces { get; private init; }

    /// <summary>Whether anything is.</summary>
    public bool Any => Metrics || Traces;

    /// <summary>Reads the variables. They are variables of the environment, and like every setting may be given on the command line too.</summary>
    /// <param name="configuration">All configuration.</param>
    /// <exception cref="ConfigurationFaultException">One cannot be used.</exception>
    public static TelemetrySignals Read(IConfiguration configuration)
    {
        if (string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase))
            return new();

        var isForAll = HasAddress(configuration, Endpoint);
        return new()
        {
            Metrics = IsWanted(configuration, "METRICS", isForAll),
            Traces = IsWanted(configuration, "TRACES", isForAll),
        };
    }

    private static bool IsWanted(IConfiguration configuration, string signal, bool isForAll)
    {
        var hasAddress = HasAddress(configuration, $"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT") || isForAll;
        var key = $"OTEL_{signal}_EXPORTER";
        return hasAddress && configuration[key] switch
        {
            null or "" or Otlp => true,
            None => false,
            var other => throw new ConfigurationFaultException($"{key} is '{other}'; it is {Otlp} or {None}."),
        };
    }

    private static bool HasAddress(IConfiguration configuration, string key)
    {
        if (configuration[key] is not { Length: > 0 } text)
            return false;

        return Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? true
            : throw new ConfigurationFaultException($"{key} is '{text}'; it is an absolute http or https address.");
    }
}
