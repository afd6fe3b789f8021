using CallGrains.Delivery.Destinations;
using CallGrains.Delivery.EventGrid;
using CallGrains.Delivery.Signing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Gateway.Tests.Bench;

/// <summary>The parts of delivery that the gateway asks, on stores in memory.</summary>
internal static class FakeDelivery
{
    public static async Task AddFakeDeliveryAsync(this IServiceCollection services)
    {
        var signer = await CallbackSigner.StartAsync(
            new MemorySigningKeyStore(), new(), "resource", TimeProvider.System, NullLogger<CallbackSigner>.Instance, CancellationToken.None);
        services.AddSingleton(_ => signer);
        services.AddSingleton<OpenIdDocuments>();
        services.AddSingleton(new DestinationPolicy(new DestinationOptions()));
        services.AddSingleton<INameResolver, SystemNameResolver>();
        services.AddSingleton<DestinationClient>();
        services.AddSingleton<IEventSubscriptionStore, MemoryEventSubscriptionStore>();
        services.AddSingleton(new EventGridOptions());
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<EventSubscriptions>();
    }
}
