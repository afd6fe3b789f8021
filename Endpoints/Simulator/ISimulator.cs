using CallGrains.Calls.Identifiers;
using CallGrains.Endpoints.Behaviors;

namespace CallGrains.Endpoints.Simulator;

/// <summary>The far side as those see it who program it and act in it: the <c>/simulator</c> API, the console page and tests.</summary>
public interface ISimulator
{
    /// <summary>All endpoints with a behaviour of their own, set here or preset by configuration, in the order of their raw ids.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<IReadOnlyList<ProgrammedEndpoint>> ListBehaviorsAsync(CancellationToken cancellationToken = default);

    /// <summary>The behaviour an endpoint has of its own, set here or preset by configuration.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Null when it has none of its own.</returns>
    ValueTask<EndpointBehavior?> FindBehaviorAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default);

    /// <summary>Whether the behaviour an endpoint has of its own comes from configuration and was not set since.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    async ValueTask<bool> IsPresetAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default) =>
        (await ListBehaviorsAsync(cancellationToken)).Any(one => one.IsPreset && one.Endpoint.Equals(endpoint));

    /// <summary>What an endpoint does when it is called now: its own behaviour, else app if a subscription matches, else the default.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<EndpointBehavior> ResolveBehaviorAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default);

    /// <summary>Sets the behaviour of an endpoint, for the calls that reach it from now on. Durable when it returns.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="behavior">The behaviour, its ranges checked.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>
    /// <see cref="ActResult.Done"/>; <see cref="ActResult.Conflict"/> when no further endpoint can be programmed
    /// (<see cref="EndpointOptions.MaxBehaviors"/>); <see cref="ActResult.Unavailable"/> when it could not be stored.
    /// </returns>
    ValueTask<ActResult> PutBehaviorAsync(
        CommunicationIdentifier endpoint, EndpointBehavior behavior, CancellationToken cancellationToken = default);

    /// <summary>Takes back what <see cref="PutBehaviorAsync"/> set; a preset by configuration shows again.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns><see cref="ActResult.Done"/>, <see cref="ActResult.Nobody"/> when nothing was set, or <see cref="ActResult.Unavailable"/>.</returns>
    ValueTask<ActResult> DeleteBehaviorAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default);

    /// <summary>Picks up whoever rings at an endpoint; the one that has rung longest when there are several.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Durable when <see cref="ActResult.Done"/>. <see cref="ActResult.Conflict"/> when an app is to decide.</returns>
    ValueTask<ActResult> AcceptAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default);

    /// <summary>Declines whoever rings at an endpoint; the one that has rung longest when there are several.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Durable when <see cref="ActResult.Done"/>. <see cref="ActResult.Conflict"/> when an app is to decide.</returns>
    ValueTask<ActResult> DeclineAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default);

    /// <summary>Hangs up whoever is in a call at an endpoint, in every call when there are several. Works for every behaviour.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Durable when <see cref="ActResult.Done"/>; the calls learn of it shortly after.</returns>
    ValueTask<ActResult> HangUpAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default);

    /// <summary>Who rings or is in a call, those that ring first, each in the order of time.</summary>
    /// <remarks>
    /// Nobody who only is in a call is shown in place of one that rings. Where more ring than are wanted, a host whose endpoints are apart
    /// shows so many of them, which need not be those that have rung longest.
    /// </remarks>
    /// <param name="endpoint">At which endpoint, or null for all.</param>
    /// <param name="limit">At most how many, 1 to 1,000.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    ValueTask<IReadOnlyList<AttachmentView>> ListAttachmentsAsync(
        CommunicationIdentifier? endpoint, int limit, CancellationToken cancellationToken = default);
}
