using CallGrains.Delivery.Destinations;
using CallGrains.Delivery.EventGrid;
using CallGrains.Delivery.Signing;
using CallGrains.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Gateway.Tests.Bench;

/// <summary>The parts of delivery that the gateway asks, on stores in memory.</summary>
internal static class FakeDelivery
{
    private static readonly Lazy<Task<CallbackSigner>> Signer = new(() => CallbackSigner.StartAsync(
        new MemorySigningKeyStore(), new(), "resource", TimeProvider.System, NullLogger<CallbackSigner>.Instance, CancellationToken.None));

    public static async Task AddFakeDeliveryAsync(this IServiceCollection services)
    {
        // One for all tests: a new RSA key takes longer than most of them.
        var signer = await Signer.Value;
        services.AddSingleton(new OpenIdDocuments(signer));
        services.AddSingleton(new DestinationPolicy(new DestinationOptions()));
        services.AddSingleton<INameResolver, SystemNameResolver>();
        services.AddSingleton<DestinationClient>();
        services.AddSingleton<IEventSubscriptionStore, MemoryEventSubscriptionStore>();
        services.AddSingleton(new EventGridOptions());
        services.AddSingleton<EventSubscriptions>();
    }
}
