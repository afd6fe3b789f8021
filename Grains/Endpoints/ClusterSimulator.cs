using CallGrains.Calls.Identifiers;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Simulator;
using CallGrains.Grains.Abstractions;
using CallGrains.Grains.Abstractions.Endpoints;
using CallGrains.Grains.Abstractions.Indexes;
using CallGrains.Grains.Events;
using CallGrains.Grains.Hosting;
using Microsoft.Extensions.Logging;

namespace CallGrains.Grains.Endpoints;

/// <summary>The far side of a cluster. A list of all attachments shows those of endpoints with a behaviour of their own: nobody knows all endpoints.</summary>
/// <param name="grains">The cluster.</param>
/// <param name="options">Default and preset behaviours.</param>
/// <param name="subscriptions">Which endpoints event subscriptions claim.</param>
/// <param name="logger">The log.</param>
public sealed partial class ClusterSimulator(
    IGrainFactory grains, EndpointOptions options, ClusterSubscriptions subscriptions, ILogger<ClusterSimulator> logger) : ISimulator
{
    private const string FarSide = "The far side";
    private static readonly EndpointBehavior App = new() { Kind = BehaviorKind.App };

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ProgrammedEndpoint>> ListBehaviorsAsync(CancellationToken cancellationToken = default)
    {
        var set = await Reach.AskAsync(() => ListSetAsync(cancellationToken), FarSide, cancellationToken);
        var presets = options.Behaviors
            .Where(preset => !set.ContainsKey(preset.Key))
            .Select(preset => new ProgrammedEndpoint(CommunicationIdentifier.Parse(preset.Key), preset.Value, IsPreset: true));
        return
        [
            .. set.Select(one => new ProgrammedEndpoint(CommunicationIdentifier.Parse(one.Key), one.Value, IsPreset: false))
                .Concat(presets)
                .OrderBy(one => one.Endpoint.RawId, StringComparer.Ordinal),
        ];
    }

    /// <inheritdoc/>
    public async ValueTask<EndpointBehavior?> FindBehaviorAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default)
    {
        var set = await Reach.AskAsync(() => Of(endpoint).FindBehaviorAsync().WaitAsync(cancellationToken), FarSide, cancellationToken);
        return set is { } behavior ? EndpointCodec.DecodeBehavior(behavior.Bytes) : options.Behaviors.GetValueOrDefault(endpoint.RawId);
    }

    /// <inheritdoc/>
    public async ValueTask<EndpointBehavior> ResolveBehaviorAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default)
    {
        if (await FindBehaviorAsync(endpoint, cancellationToken) is { } own)
            return own;

        var copy = await Reach.AskAsync(() => subscriptions.RefreshAsync(cancellationToken).AsTask(), FarSide, cancellationToken);
        return copy.HasSubscriptionFor(endpoint) ? App : options.Default;
    }

    /// <inheritdoc/>
    public ValueTask<ActResult> PutBehaviorAsync(
        CommunicationIdentifier endpoint, EndpointBehavior behavior, CancellationToken cancellationToken = default) =>
        TryAsync(endpoint, grain => grain.SaveBehaviorAsync(endpoint.RawId, EndpointCodec.Encode(behavior)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ActResult> DeleteBehaviorAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default) =>
        TryAsync(endpoint, grain => grain.SaveBehaviorAsync(endpoint.RawId, behavior: null), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ActResult> AcceptAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default) =>
        TryAsync(endpoint, grain => grain.ActAsync(EndpointAct.Accept), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ActResult> DeclineAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default) =>
        TryAsync(endpoint, grain => grain.ActAsync(EndpointAct.Decline), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ActResult> HangUpAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default) =>
        TryAsync(endpoint, grain => grain.ActAsync(EndpointAct.HangUp), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<AttachmentView>> ListAttachmentsAsync(
        CommunicationIdentifier? endpoint, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var lists = await Reach.AskAsync(() => ListAttachmentsAsync(endpoint, cancellationToken), FarSide, cancellationToken);
        return
        [
            .. lists.SelectMany(list => list)
                .Select(payload => EndpointCodec.DecodeAttachment(payload.Bytes))
                .OrderBy(attachment => attachment.Status)
                .ThenBy(attachment => attachment.Since)
                .Take(limit)
                .Select(View),
        ];
    }

    private static AttachmentView View(Attachment attachment) => new(
        attachment.Participation,
        attachment.Endpoint,
        attachment.Status,
        attachment.Call,
        attachment.Behavior,
        attachment.Since,
        attachment.Invite?.From,
        attachment.Invite?.CallerDisplayName);

    private IEndpointGrain Of(CommunicationIdentifier endpoint) => Of(endpoint.RawId);

    private IEndpointGrain Of(string rawId) => grains.GetEndpoint(rawId);

    private async Task<Payload[][]> ListAttachmentsAsync(CommunicationIdentifier? endpoint, CancellationToken cancellationToken)
    {
        var rawIds = endpoint is not null
            ? [endpoint.RawId]
            : (await ListSetAsync(cancellationToken)).Keys.Concat(options.Behaviors.Keys).Distinct(StringComparer.Ordinal);
        return await Task.WhenAll(rawIds.Select(rawId => Of(rawId).ListAttachmentsAsync())).WaitAsync(cancellationToken);
    }

    private async Task<Dictionary<string, EndpointBehavior>> ListSetAsync(CancellationToken cancellationToken)
    {
        var lists = await Task.WhenAll(IndexKeys.All(IndexKeys.Endpoints).Select(key => grains.GetGrain<IIndexGrain>(key).ListAsync()))
            .WaitAsync(cancellationToken);
        return lists.SelectMany(entries => entries)
            .ToDictionary(entry => entry.Id, entry => EndpointCodec.DecodeBehavior(entry.Value.Bytes), StringComparer.Ordinal);
    }

    private async ValueTask<ActResult> TryAsync(
        CommunicationIdentifier endpoint, Func<IEndpointGrain, Task<EndpointActOutcome>> act, CancellationToken cancellationToken)
    {
        try
        {
            return await act(Of(endpoint)).WaitAsync(cancellationToken) switch
            {
                EndpointActOutcome.Done => ActResult.Done,
                EndpointActOutcome.Nobody => ActResult.Nobody,
                _ => ActResult.Conflict,
            };
        }
        catch (Exception fault) when (Reach.IsPassing(fault, cancellationToken))
        {
            // The silo is gone, or storage failed: whether it was done is unknown, and doing it again is harmless.
            LogUnavailable(endpoint, fault);
            return ActResult.Unavailable;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Endpoint {endpoint} could not be reached or stored.")]
    private partial void LogUnavailable(CommunicationIdentifier endpoint, Exception fault);
}
