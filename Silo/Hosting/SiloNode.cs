using System.Net;
using CallGrains.Grains.Hosting;
using CallGrains.Silo.Providers;
using Orleans.Configuration;

namespace CallGrains.Silo.Hosting;

/// <summary>Adds the cluster to a process: as a silo, or as a client of silos.</summary>
internal static class SiloNode
{
    /// <summary>Adds a silo.</summary>
    public static void AddSilo(this WebApplicationBuilder builder, ClusterOptions options, IClusterProvider provider)
    {
        builder.Services.AddClusterGrains();
        builder.UseOrleans(silo =>
        {
            silo.Configure<Orleans.Configuration.ClusterOptions>(cluster =>
            {
                cluster.ClusterId = options.ClusterId;
                cluster.ServiceId = options.ServiceId;
            });
            provider.AddTo(silo);
            var address = options.AdvertisedAddress is { } given ? IPAddress.Parse(given) : provider.OnlyAddress;
            if (address is not null)
                silo.ConfigureEndpoints(address, options.SiloPort, options.GatewayPort);
            else
                silo.ConfigureEndpoints(options.SiloPort, options.GatewayPort, listenOnAnyHostAddress: true);
            silo.Services.Configure<ClusterMembershipOptions>(builder.Configuration.GetSection(ClusterOptions.Membership));
            silo.AddActivityPropagation();
        });
    }

    /// <summary>Adds a client of silos.</summary>
    public static void AddClient(this WebApplicationBuilder builder, ClusterOptions options, IClusterProvider provider) =>
        builder.UseOrleansClient(client =>
        {
            client.Configure<Orleans.Configuration.ClusterOptions>(cluster =>
            {
                cluster.ClusterId = options.ClusterId;
                cluster.ServiceId = options.ServiceId;
            });
            provider.AddTo(client);
            client.Services.AddSingleton(provider);
            client.UseConnectionRetryFilter<PatientJoin>();
            client.AddActivityPropagation();
        });
}
