using System.Net;
using CallGrains.Gateway.Hosting;

namespace CallGrains.Silo.Hosting;

/// <summary>How a process finds the cluster (section <see cref="Section"/>).</summary>
public sealed class ClusterOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "CallGrains:Cluster";

    /// <summary>The section of how silos watch each other: the <c>ClusterMembershipOptions</c> of Orleans.</summary>
    public const string Membership = $"{Section}:Membership";

    /// <summary>The name of the connection string of the store.</summary>
    public const string ConnectionName = "Cluster";

    /// <summary>What the process is; <c>CallGrains:Role</c>. Default all.</summary>
    public ClusterRole Role { get; private set; }

    /// <summary>Where the cluster keeps its members, grains and reminders: AzureStorage, PostgreSql or Development.</summary>
    public string Provider { get; set; } = "Development";

    /// <summary>The name of this cluster; processes with the same one find each other.</summary>
    public string ClusterId { get; set; } = "callgrains";

    /// <summary>The name under which grains are stored; it outlives clusters and never changes.</summary>
    public string ServiceId { get; set; } = "callgrains";

    /// <summary>The port between silos.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>The port between gateways and silos.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>The address under which others reach this silo; that of the host's name when null, with Development the loopback.</summary>
    public string? AdvertisedAddress { get; set; }

    /// <summary>The connection string of the store; empty with Development.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Reads and checks the configuration.</summary>
    /// <param name="configuration">All configuration.</param>
    /// <exception cref="ConfigurationFaultException">A value cannot be used.</exception>
    public static ClusterOptions Read(IConfiguration configuration)
    {
        var options = Bound.Read(configuration, Section, new ClusterOptions());
        options.Role = Bound.Word(configuration, "CallGrains:Role", ClusterRole.All);
        options.ConnectionString = configuration.GetConnectionString(ConnectionName) ?? "";
        return options.Faults().FirstOrDefault() is { } line ? throw new ConfigurationFaultException(line) : options;
    }

    private IEnumerable<string> Faults()
    {
        if (string.IsNullOrWhiteSpace(ClusterId) || ClusterId.Length > 100)
            yield return $"{Section}:ClusterId is '{ClusterId}'; it has 1 to 100 characters.";
        if (string.IsNullOrWhiteSpace(ServiceId) || ServiceId.Length > 100)
            yield return $"{Section}:ServiceId is '{ServiceId}'; it has 1 to 100 characters.";
        if (SiloPort is < 1 or > 65535)
            yield return $"{Section}:SiloPort is '{SiloPort}'; it is 1 to 65535.";
        if (GatewayPort is < 1 or > 65535)
            yield return $"{Section}:GatewayPort is '{GatewayPort}'; it is 1 to 65535.";
        if (AdvertisedAddress is not null && !IPAddress.TryParse(AdvertisedAddress, out _))
            yield return $"{Section}:AdvertisedAddress is '{AdvertisedAddress}'; it is an IP address.";
    }
}
