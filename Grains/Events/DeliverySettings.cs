using CallGrains.Delivery.Callbacks;
using CallGrains.Delivery.EventGrid;
using CallGrains.Delivery.Signing;

namespace CallGrains.Grains.Events;

/// <summary>How the silos of a cluster deliver events.</summary>
public sealed record DeliverySettings
{
    /// <summary>How callbacks are sent.</summary>
    public DeliveryOptions Delivery { get; init; } = new();

    /// <summary>How callbacks are signed.</summary>
    public SigningOptions Signing { get; init; } = new();

    /// <summary>How events are published to subscriptions.</summary>
    public EventGridOptions EventGrid { get; init; } = new();

    /// <summary>The immutable id of the resource the engine serves: the audience of callbacks.</summary>
    public string ResourceId { get; init; } = "ca11c0de-0000-4000-8000-000000000000";

    /// <summary>Checks that every value makes sense: a silo would meet one that does not only with its first event.</summary>
    /// <exception cref="ArgumentException">One does not; the message is one line.</exception>
    public void Validate()
    {
        Delivery.Validate();
        Signing.Validate();
        EventGrid.Validate();
    }
}
