using CallGrains.Calls.Identifiers;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Endpoints.Simulator;

namespace CallGrains.Endpoints.Hosting;

public sealed partial class FarSide
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ProgrammedEndpoint>> ListBehaviorsAsync(CancellationToken cancellationToken = default) =>
        new(_behaviors.List());

    /// <inheritdoc/>
    public ValueTask<EndpointBehavior?> FindBehaviorAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default) =>
        new(_behaviors.Find(endpoint));

    /// <inheritdoc/>
    public ValueTask<bool> IsPresetAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default) =>
        new(_behaviors.IsPreset(endpoint));

    /// <inheritdoc/>
    public ValueTask<EndpointBehavior> ResolveBehaviorAsync(
        CommunicationIdentifier endpoint, CancellationToken cancellationToken = default) => new(_behaviors.Resolve(endpoint));

    /// <inheritdoc/>
    public async ValueTask<ActResult> PutBehaviorAsync(
        CommunicationIdentifier endpoint, EndpointBehavior behavior, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _behaviors.PutAsync(endpoint, behavior, cancellationToken) ? ActResult.Done : ActResult.Conflict;
        }
        catch (IOException fault)
        {
            LogNotStored(endpoint, fault);
            return ActResult.Unavailable;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ActResult> DeleteBehaviorAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _behaviors.DeleteAsync(endpoint, cancellationToken) ? ActResult.Done : ActResult.Nobody;
        }
        catch (IOException fault)
        {
            LogNotStored(endpoint, fault);
            return ActResult.Unavailable;
        }
    }

    /// <inheritdoc/>
    public ValueTask<ActResult> AcceptAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default) =>
        ActAsync(new(endpoint, new PickedUp()), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ActResult> DeclineAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default) =>
        ActAsync(new(endpoint, new TurnedDown()), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ActResult> HangUpAsync(CommunicationIdentifier endpoint, CancellationToken cancellationToken = default) =>
        ActAsync(new(endpoint, new HungUp()), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AttachmentView>> ListAttachmentsAsync(
        CommunicationIdentifier? endpoint, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, ListLimit);
        return new([.. _store.List(endpoint, limit).Select(static row => View(AttachmentCodec.FromRow(row)))]);
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

    private async ValueTask<ActResult> ActAsync(Act act, CancellationToken cancellationToken) =>
        TryEnqueue(act) ? await act.Result.Task.WaitAsync(cancellationToken) : ActResult.Unavailable;
}
