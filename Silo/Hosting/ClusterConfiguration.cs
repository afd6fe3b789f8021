using CallGrains.Calls.Hosting;
using CallGrains.Delivery.Callbacks;
using CallGrains.Delivery.Destinations;
using CallGrains.Delivery.EventGrid;
using CallGrains.Delivery.Signing;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Gateway.Hosting;
using CallGrains.Grains.Hosting;
using ClusterMembershipOptions = Orleans.Configuration.ClusterMembershipOptions;

namespace CallGrains.Silo.Hosting;

/// <summary>Reads what the nodes of a cluster have in common.</summary>
internal static class ClusterConfiguration
{
    /// <summary>Reads and checks the configuration.</summary>
    public static ClusterSettings Read(IConfiguration configuration, string resourceId)
    {
        if (configuration["CallGrains:Clock"] is { } clock && !clock.Equals("system", StringComparison.OrdinalIgnoreCase))
            throw new ConfigurationFaultException($"CallGrains:Clock is '{clock}'; a cluster runs on system time, only the single node has a virtual clock.");

        UnknownKeys.Refuse(
            configuration,
            (ClusterOptions.Section, typeof(ClusterOptions)),
            (ClusterOptions.Membership, typeof(ClusterMembershipOptions)),
            (GrainOptions.Section, typeof(GrainOptions)),
            ($"{GatewayOptions.Section}:Rules", typeof(CallRules)),
            (DeliveryOptions.Section, typeof(DeliveryOptions)),
            (DestinationOptions.Section, typeof(DestinationOptions)),
            (SigningOptions.Section, typeof(SigningOptions)),
            (EventGridOptions.Section, typeof(EventGridOptions)));

        // Bound once more by Orleans, too late to be told in one line.
        _ = Bound.Read(configuration, ClusterOptions.Membership, new ClusterMembershipOptions());
        var grains = Bound.Read(configuration, GrainOptions.Section, new GrainOptions());
        if (grains.Faults().FirstOrDefault() is { } line)
            throw new ConfigurationFaultException(line);

        var rules = Bound.Read(configuration, $"{GatewayOptions.Section}:Rules", new ClusterSettings().Rules);
        if (rules.Faults().FirstOrDefault() is { } outOfRange)
            throw new ConfigurationFaultException(outOfRange);

        var settings = new ClusterSettings
        {
            Rules = rules,
            Grains = grains,
            Endpoints = EndpointConfiguration.Read(configuration.GetSection($"{GatewayOptions.Section}:Endpoints").AsEnumerable(makePathsRelative: true)),
            Destinations = Bound.Read(configuration, DestinationOptions.Section, new DestinationOptions()),
            Delivery = new()
            {
                Delivery = Bound.Read(configuration, DeliveryOptions.Section, new DeliveryOptions()),
                Signing = Bound.Read(configuration, SigningOptions.Section, new SigningOptions()),
                EventGrid = Bound.Read(configuration, EventGridOptions.Section, new EventGridOptions()),
                ResourceId = resourceId,
            },
        };
        settings.Delivery.Validate();
        return settings;
    }
}
