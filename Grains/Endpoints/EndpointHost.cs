using CallGrains.Calls.FarSide;
using CallGrains.Calls.Identifiers;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Hosting;
using CallGrains.Grains.Events;
using CallGrains.Grains.Hosting;

namespace CallGrains.Grains.Endpoints;

/// <summary>What the endpoints of one silo share.</summary>
/// <param name="machine">Decides what an endpoint does about one participation.</param>
/// <param name="endpoints">Default and preset behaviours.</param>
/// <param name="options">Bounds of the grains.</param>
/// <param name="subscriptions">Who wants to be told of incoming calls.</param>
/// <param name="announcer">Tells them.</param>
/// <param name="time">The clock that drives calls and endpoints.</param>
public sealed class EndpointHost(
    AttachmentMachine machine,
    EndpointOptions endpoints,
    GrainOptions options,
    ClusterSubscriptions subscriptions,
    IIncomingCallAnnouncer announcer,
    TimeProvider time)
{
    private static readonly EndpointBehavior App = new() { Kind = BehaviorKind.App };

    /// <summary>Decides what an endpoint does about one participation.</summary>
    public AttachmentMachine Machine => machine;

    /// <summary>Bounds of the grains.</summary>
    public GrainOptions Options => options;

    /// <summary>The present time by the clock that drives calls and endpoints.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>What an endpoint does: its own behaviour, else a preset, else app if a subscription claims it, else the default.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="own">The behaviour set for it.</param>
    /// <exception cref="IOException">This silo has never known the subscriptions, and cannot read them at present.</exception>
    public async ValueTask<EndpointBehavior> ResolveAsync(CommunicationIdentifier endpoint, EndpointBehavior? own)
    {
        if (own is not null || endpoints.Behaviors.TryGetValue(endpoint.RawId, out own))
            return own;

        // Subscriptions seldom change; but where none was ever known, an app might lose its calls to the default.
        await subscriptions.TryRefreshAsync(CancellationToken.None);
        if (!subscriptions.IsKnown)
            throw new IOException("The event subscriptions of the cluster cannot be read at present.");

        return announcer.HasSubscriber(endpoint) ? App : endpoints.Default;
    }

    /// <summary>Tells apps of an incoming call.</summary>
    /// <param name="invite">The call.</param>
    /// <param name="cancellationToken">The ringing is over.</param>
    public Task AnnounceAsync(Invite invite, CancellationToken cancellationToken) => announcer.AnnounceAsync(invite, cancellationToken);
}
