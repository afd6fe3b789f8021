using CallGrains.Calls.Identifiers;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Simulator;
using CallGrains.Grains.Abstractions.Endpoints;
using CallGrains.Grains.Abstractions.Indexes;
using CallGrains.Grains.Events;
using CallGrains.Grains.Hosting;

namespace CallGrains.Grains.Endpoints;

/// <summary>
/// The far side of a cluster. A list of all attachments shows those of endpoints with a behaviour of their own: nobody knows all endpoints.
/// They are asked in the order of their raw ids: all of them, unless as many as are wanted are found to ring before.
/// </summary>
/// <param name="grains">The cluster.</param>
/// <param name="asking">Asks, and asks again.</param>
/// <param name="options">Default and preset behaviours.</param>
/// <param name="subscriptions">Which endpoints event subscriptions claim.</param>
public sealed class ClusterSimulator(
    IGrainFactory grains, Asking asking, EndpointOptions options, ClusterSubscriptions subscriptions) : ISimulator
{
    private const string FarSide = "The far side";
    private static readonly EndpointBehavior App = new() { Kind = BehaviorKind.App };

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ProgrammedEndpoint>> ListBehaviorsAsync(CancellationToken cancellationToken = default)
    {
        var set = await asking.AskAsync(() => ListSetAsync(cancellationToken), FarSide, cancellationToken);
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
    public async ValueTask<EndpointBehavior?> FindBehaviorAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default) =>
        await asking.AskAsync(() => FindAsync(endpoint), FarSide, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> IsPresetAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default) =>
        options.Behaviors.ContainsKey(endpoint.RawId)
        && await asking.AskAsync(async () => await Of(endpoint).FindBehaviorAsync() is null, FarSide, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<EndpointBehavior> ResolveBehaviorAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default) =>
        await asking.AskAsync(() => ResolveAsync(endpoint, cancellationToken), FarSide, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ActResult> PutBehaviorAsync(
        CommunicationIdentifier endpoint, EndpointBehavior behavior, CancellationToken cancellationToken = default) =>
        TryAsync(endpoint, isSafe: true, grain => grain.SaveBehaviorAsync(endpoint.RawId, EndpointCodec.Encode(behavior)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ActResult> DeleteBehaviorAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default) =>
        TryAsync(endpoint, isSafe: false, grain => grain.SaveBehaviorAsync(endpoint.RawId, behavior: null), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ActResult> AcceptAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default) =>
        TryAsync(endpoint, isSafe: false, grain => grain.ActAsync(EndpointAct.Accept), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ActResult> DeclineAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default) =>
        TryAsync(endpoint, isSafe: false, grain => grain.ActAsync(EndpointAct.Decline), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ActResult> HangUpAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default) =>
        TryAsync(endpoint, isSafe: false, grain => grain.ActAsync(EndpointAct.HangUp), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<AttachmentView>> ListAttachmentsAsync(
        CommunicationIdentifier? endpoint, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var found = await asking.AskAsync(() => CollectAsync(endpoint, limit, cancellationToken), FarSide, cancellationToken);
        return [.. found.Select(View)];
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

    private async Task<EndpointBehavior?> FindAsync(CommunicationIdentifier endpoint) => await Of(endpoint).FindBehaviorAsync() is { } behavior
        ? EndpointCodec.DecodeBehavior(behavior.Bytes)
        : options.Behaviors.GetValueOrDefault(endpoint.RawId);

    private async Task<EndpointBehavior> ResolveAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken)
    {
        if (await FindAsync(endpoint) is { } own)
            return own;

        var copy = await subscriptions.RefreshAsync(cancellationToken);
        return copy.HasSubscriptionFor(endpoint) ? App : options.Default;
    }

    // Somebody may ring at the last endpoint, so where fewer ring than are wanted it costs a message to each endpoint with a behaviour of its
    // own, and a read of those that are not in memory; so many at once. Held are the first of those found, and the answers of one group.
    private async Task<Attachment[]> CollectAsync(CommunicationIdentifier? endpoint, int limit, CancellationToken cancellationToken)
    {
        IEnumerable<string> rawIds = endpoint is not null
            ? [endpoint.RawId]
            : (await ListSetAsync(cancellationToken)).Keys.Union(options.Behaviors.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal);
        Attachment[] found = [];
        foreach (var group in rawIds.Chunk(FanOut.AtOnce))
        {
            var lists = await FanOut.AskAsync(group, rawId => Of(rawId).ListAttachmentsAsync(), cancellationToken);
            found =
            [
                .. found
                    .Concat(lists.SelectMany(list => list).Select(payload => EndpointCodec.DecodeAttachment(payload.Bytes)))
                    .OrderBy(attachment => attachment.Status)
                    .ThenBy(attachment => attachment.Since)
                    .Take(limit),
            ];
            if (found.Length == limit && found[^1].Status == AttachmentStatus.Ringing)
                break;
        }

        return found;
    }

    private async Task<Dictionary<string, EndpointBehavior>> ListSetAsync(CancellationToken cancellationToken)
    {
        var lists = await FanOut.AskAsync(IndexKeys.All(IndexKeys.Endpoints), key => grains.GetGrain<IIndexGrain>(key).ListAsync(), cancellationToken);
        return lists.SelectMany(entries => entries)
            .ToDictionary(entry => entry.Id, entry => EndpointCodec.DecodeBehavior(entry.Value.Bytes), StringComparer.Ordinal);
    }

    // Once only where doing it again would do something else: pick up another one, or find nothing to take back.
    private async ValueTask<ActResult> TryAsync(
        CommunicationIdentifier endpoint, bool isSafe, Func<IEndpointGrain, Task<EndpointActOutcome>> act, CancellationToken cancellationToken)
    {
        var outcome = await asking.TryAsync(isSafe, async () => new Acted(await act(Of(endpoint))), static _ => false, endpoint, cancellationToken);
        return outcome?.Outcome switch
        {
            null => ActResult.Unavailable,
            EndpointActOutcome.Done => ActResult.Done,
            EndpointActOutcome.Nobody => ActResult.Nobody,
            _ => ActResult.Conflict,
        };
    }

    private sealed record Acted(EndpointActOutcome Outcome);
}
