using CallGrains.Delivery.Signing;
using CallGrains.Gateway.Hosting;
using CallGrains.Grains.Events;

namespace CallGrains.Silo.Hosting;

/// <summary>The REST surface of a cluster, in whatever process it runs: that of the gateway, and what a cluster adds.</summary>
internal static class ClusterGateway
{
    /// <summary>Adds the services, beside those of a client of the cluster.</summary>
    /// <param name="builder">The application being built.</param>
    /// <param name="options">The checked configuration.</param>
    public static void AddClusterGateway(this WebApplicationBuilder builder, GatewayOptions options)
    {
        builder.Services.AddSingleton(static provider => provider.GetRequiredService<ClusterSubscriptions>().Copy);
        builder.Services.AddSingleton(static provider => new OpenIdDocuments(provider.GetRequiredService<SharedSigner>().Signer));
        builder.AddGateway(options, TimeProvider.System);
    }

    /// <summary>Adds the steps and routes.</summary>
    /// <param name="app">The application.</param>
    public static void UseClusterGateway(this WebApplication app)
    {
        app.UseGateway();
        app.UseMiddleware<FreshSubscriptions>();
    }
}
