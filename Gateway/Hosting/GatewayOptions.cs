using CallGrains.Gateway.Auth;
using CallGrains.Gateway.Requests;

namespace CallGrains.Gateway.Hosting;

/// <summary>The configuration of the gateway (section <c>CallGrains</c>).</summary>
public sealed class GatewayOptions
{
    /// <summary>The name of the section.</summary>
    public const string Section = "CallGrains";

    private static readonly string[] KnownKeys =
    [
        nameof(ResourceId), nameof(Simulator), "Clock", "AccessKeys", "AllowDevelopmentKey", "ClockSkew", "Bearer", "Limits", "RateLimit",
        "Callbacks", "EventGrid", "Endpoints", "Rules",
    ];

    /// <summary>The immutable id of the resource that is served: audience of callbacks and user tokens. 1 to 64 letters, digits and hyphens.</summary>
    public string ResourceId { get; set; } = "ca11c0de-0000-4000-8000-000000000000";

    /// <summary>The folder of everything that is kept: store, keys, certificate. Of a host that keeps it there.</summary>
    public string DataPath { get; set; } = "callgrains-data";

    /// <summary>The simulator.</summary>
    public SimulatorOptions Simulator { get; } = new();

    /// <summary>The bounds of requests.</summary>
    public RequestLimits Limits { get; } = new();

    /// <summary>The bounds of clients.</summary>
    public RateLimitOptions RateLimit { get; } = new();

    /// <summary>The access keys.</summary>
    public AccessKeyOptions Access { get; } = new();

    /// <summary>Foreign Bearer tokens.</summary>
    public BearerOptions Bearer { get; } = new();

    /// <summary>Reads and checks the configuration.</summary>
    /// <param name="configuration">All configuration.</param>
    /// <param name="alsoKnown">Keys of the section that belong to the host.</param>
    /// <exception cref="ConfigurationFaultException">A value cannot be used.</exception>
    public static GatewayOptions Read(IConfiguration configuration, params ReadOnlySpan<string> alsoKnown)
    {
        var section = configuration.GetSection(Section);
        foreach (var child in section.GetChildren())
        {
            if (!KnownKeys.Contains(child.Key, StringComparer.OrdinalIgnoreCase) && !alsoKnown.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                throw new ConfigurationFaultException($"{child.Path} is unknown.");
        }

        UnknownKeys.Refuse(
            configuration,
            ($"{Section}:{nameof(Simulator)}", typeof(SimulatorOptions)),
            ($"{Section}:{nameof(Limits)}", typeof(RequestLimits)),
            ($"{Section}:{nameof(RateLimit)}", typeof(RateLimitOptions)),
            ($"{Section}:{nameof(Bearer)}", typeof(BearerOptions)));

        var options = new GatewayOptions();
        try
        {
            section.Bind(options);
            section.Bind(options.Access);
        }
        catch (InvalidOperationException fault)
        {
            // The binder's message names key, value and type.
            throw new ConfigurationFaultException(fault.Message, fault);
        }

        return options.Faults().FirstOrDefault() is { } line ? throw new ConfigurationFaultException(line) : options;
    }

    private IEnumerable<string> Faults()
    {
        if (!IsResourceId(ResourceId))
            yield return $"CallGrains:ResourceId is '{ResourceId}'; it is 1 to 64 letters, digits and hyphens.";
        if (string.IsNullOrWhiteSpace(DataPath) || DataPath.AsSpan().ContainsAny(Path.GetInvalidPathChars()))
            yield return $"CallGrains:DataPath is '{DataPath}'; it is the path of a folder.";
        foreach (var line in Limits.Faults().Concat(RateLimit.Faults()).Concat(Access.Faults()).Concat(Bearer.Faults()))
            yield return line;
    }

    private static bool IsResourceId(string id) => id.Length is > 0 and <= 64 && id.All(one => char.IsAsciiLetterOrDigit(one) || one == '-');
}

/// <summary>Whether the far side can be programmed through the API (<c>CallGrains:Simulator</c>).</summary>
public sealed class SimulatorOptions
{
    /// <summary>Whether <c>/simulator</c> is served.</summary>
    public bool Enabled { get; set; } = true;
}
