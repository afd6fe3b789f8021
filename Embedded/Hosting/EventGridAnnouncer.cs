using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;
using CallGrains.Delivery.EventGrid;
using CallGrains.Endpoints.Hosting;

namespace CallGrains.Embedded.Hosting;

/// <summary>Announces incoming calls to event subscriptions.</summary>
/// <param name="publisher">The publisher.</param>
internal sealed class EventGridAnnouncer(EventGridPublisher publisher) : IIncomingCallAnnouncer
{
    public bool HasSubscriber(CommunicationIdentifier endpoint) => publisher.HasSubscriptionFor(endpoint);

    public async Task AnnounceAsync(Invite invite, CancellationToken cancellationToken) =>
        _ = await publisher.AnnounceAsync(invite, cancellationToken);
}
