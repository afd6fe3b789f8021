using CallGrains.Delivery.Callbacks;
using CallGrains.Delivery.Destinations;
using CallGrains.Embedded.Engine;
using CallGrains.Embedded.Store;
using CallGrains.Endpoints.Hosting;

namespace CallGrains.Embedded.Hosting;

/// <summary>Parts of the host that can be replaced, for tests and for signalling other than the simulator's.</summary>
public sealed record EmbeddedReplacements
{
    /// <summary>Wraps the store of calls and of what their endpoints know, for example to let it fail.</summary>
    public Func<ICallStore, ICallStore> Calls { get; init; } = static store => store;

    /// <summary>Takes callbacks in the place of delivery over HTTP; told whom to tell when one is settled.</summary>
    public Func<ICallbackSettlement, ICallbackDelivery>? Callbacks { get; init; }

    /// <summary>Announces incoming calls in the place of event subscriptions.</summary>
    public IIncomingCallAnnouncer? Announcer { get; init; }

    /// <summary>Name resolution for webhooks.</summary>
    public INameResolver NameResolver { get; init; } = new SystemNameResolver();
}
