using CallGrains.Calls.Hosting;
using CallGrains.Calls.Ids;
using CallGrains.Delivery.Destinations;
using CallGrains.Delivery.EventGrid;
using CallGrains.Delivery.Log;
using CallGrains.Delivery.Signing;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Hosting;
using CallGrains.Endpoints.Simulator;
using CallGrains.Grains.Endpoints;
using CallGrains.Grains.Engine;
using CallGrains.Grains.Events;
using CallGrains.Grains.Keys;
using CallGrains.Grains.Waking;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace CallGrains.Grains.Hosting;

/// <summary>Adds what gateways and silos of a cluster need.</summary>
public static class ClusterServices
{
    /// <summary>Adds the engine, the far side and delivery as a gateway sees them; for gateways and silos alike.</summary>
    /// <param name="services">The services.</param>
    /// <param name="settings">The configuration.</param>
    public static void AddClusterClient(this IServiceCollection services, ClusterSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(settings.Rules);
        services.AddSingleton(settings.Grains);
        services.AddSingleton(settings.Endpoints);
        services.AddSingleton(settings.Delivery);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IIdSource>(RandomIdSource.Instance);
        services.TryAddSingleton<INameResolver, SystemNameResolver>();
        services.AddSingleton(new DestinationPolicy(settings.Destinations));
        services.AddSingleton<DestinationClient>();
        services.AddSingleton(provider => new ClusterKeys(provider.GetRequiredService<IGrainFactory>(), settings.Delivery.ResourceId));
        services.AddSingleton<ISigningKeyStore, ClusterSigningKeyStore>();
        services.AddSingleton<SharedSigner>();
        services.AddSingleton<Asking>();
        services.AddSingleton<ClusterSubscriptions>();
        services.AddSingleton<ICallEngine, ClusterEngine>();
        services.AddSingleton<ISimulator, ClusterSimulator>();
        services.AddSingleton<IDeliveryLog, ClusterDeliveryLog>();
    }

    /// <summary>Adds what the grains of a silo share, beside <see cref="AddClusterClient"/>.</summary>
    /// <param name="services">The services.</param>
    public static void AddClusterGrains(this IServiceCollection services)
    {
        services.AddSingleton(static provider => ActivatorUtilities.CreateInstance<CallHost>(provider, ClockOf(provider)));
        services.AddSingleton(static provider => ActivatorUtilities.CreateInstance<EndpointHost>(provider, ClockOf(provider)));
        services.AddSingleton(new AttachmentMachine(new AttachmentRules { MaxResendAfter = TimeSpan.FromSeconds(10) }));
        services.AddOptions<GrainCollectionOptions>().Configure<GrainOptions>(static (collection, grains) => collection.CollectionAge = grains.IdleAfter);
        services.AddGrainService<OrphanWaker>();
        services.AddSingleton<SiloDeliveryRecords>();
        services.AddSingleton<SiloDelivery>();
        services.TryAddSingleton<ICallbackChannel>(static provider => provider.GetRequiredService<SiloDelivery>());
        services.TryAddSingleton<IIncomingCallAnnouncer, ClusterAnnouncer>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider => provider.GetRequiredService<SiloDelivery>());
        services.AddSingleton(static provider => new EventGridPublisher(
            provider.GetRequiredService<ClusterSubscriptions>().Copy,
            provider.GetRequiredService<DestinationClient>(),
            provider.GetRequiredService<DeliverySettings>().EventGrid,
            provider.GetRequiredService<TimeProvider>(),
            Random.Shared,
            provider.GetRequiredService<ILogger<EventGridPublisher>>()));
    }

    private static TimeProvider ClockOf(IServiceProvider provider) => provider.GetRequiredService<ClusterSettings>().Clock;
}
