using CallGrains.Calls.Hosting;
using CallGrains.Delivery.Destinations;
using CallGrains.Delivery.EventGrid;
using CallGrains.Delivery.Log;
using CallGrains.Delivery.Signing;
using CallGrains.Embedded.Engine;
using CallGrains.Endpoints.Clock;
using CallGrains.Endpoints.Simulator;

namespace CallGrains.Embedded.Hosting;

/// <summary>A whole single node without its REST surface: calls, endpoints, delivery and their store.</summary>
public sealed partial class EmbeddedHost : IAsyncDisposable
{
    // In the order in which they began; they end in the opposite order.
    private readonly Stack<Func<ValueTask>> _ends = new();
    private CallbackSigner? _signer;

    private EmbeddedHost()
    {
    }

    /// <summary>The calls.</summary>
    public ICallEngine Engine => Calls;

    /// <summary>The calls, with what only this host has.</summary>
    public EmbeddedEngine Calls { get; private set; } = null!;

    /// <summary>The far side.</summary>
    public ISimulator Simulator { get; private set; } = null!;

    /// <summary>The clock that drives calls and endpoints.</summary>
    public TimeProvider Time { get; private set; } = null!;

    /// <summary>The virtual clock; null when the clock of the machine drives calls.</summary>
    public IVirtualClock? Clock { get; private set; }

    /// <summary>What became of callbacks.</summary>
    public IDeliveryLog DeliveryLog { get; private set; } = null!;

    /// <summary>The event subscriptions.</summary>
    public EventSubscriptions Subscriptions { get; private set; } = null!;

    /// <summary>Where callbacks may go.</summary>
    public DestinationPolicy Destinations { get; private set; } = null!;

    /// <summary>The documents by which receivers verify callbacks.</summary>
    public OpenIdDocuments Documents { get; private set; } = null!;

    /// <summary>Whether the store can be written.</summary>
    public IStoreHealth StoreHealth { get; private set; } = null!;

    /// <summary>Begins what a first start need not wait for: the key that signs callbacks. Without this, the first callback does.</summary>
    public void MakeFirstKey() => _signer?.MakeFirstKey();

    /// <summary>
    /// Stops: commands under way are answered, endpoints and deliveries end, what waits is written. What is owed is taken up at the next start.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        while (_ends.TryPop(out var end))
            await end();
    }
}
