using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;
using CallGrains.Delivery.EventGrid;
using CallGrains.Endpoints.Hosting;

namespace CallGrains.Grains.Events;

/// <summary>Announces incoming calls to event subscriptions, by the copy of this node.</summary>
/// <param name="publisher">Tells them.</param>
public sealed class ClusterAnnouncer(EventGridPublisher publisher) : IIncomingCallAnnouncer
{
    /// <inheritdoc/>
    public bool HasSubscriber(CommunicationIdentifier endpoint) => publisher.HasSubscriptionFor(endpoint);

    /// <inheritdoc/>
    public async Task AnnounceAsync(Invite invite, CancellationToken cancellationToken) =>
        _ = await publisher.AnnounceAsync(invite, cancellationToken);
}
