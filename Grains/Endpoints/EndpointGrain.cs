using CallGrains.Calls.Codec;
using CallGrains.Calls.FarSide;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Behaviors;
using CallGrains.Grains.Abstractions;
using CallGrains.Grains.Abstractions.Endpoints;
using CallGrains.Grains.Abstractions.Indexes;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Storage;
using CallGrains.Grains.Waking;
using Microsoft.Extensions.Logging;

namespace CallGrains.Grains.Endpoints;

/// <summary>
/// The far side of one raw id. <see cref="AttachmentMachine"/> decides; here its decisions are stored, and what follows is
/// carried out only then. Notices that come at once share a write.
/// </summary>
[Reentrant]
[GrainType("callgrains.endpoint")]
public sealed partial class EndpointGrain : Grain, IEndpointGrain, IRemindable
{
    private static readonly EndpointBehavior Busy = new() { Kind = BehaviorKind.Busy };

    private readonly IPersistentState<EndpointState> _row;
    private readonly EndpointHost _host;
    private readonly ILogger<EndpointGrain> _logger;
    private readonly CoalescedWrite _write;
    private readonly GrainAlarm _alarm;
    private readonly DurableWakeUp _wakeUp;
    private readonly Dictionary<Guid, (Attachment Attachment, byte[] Bytes)> _attachments = [];
    private EndpointBehavior? _behavior;
    private Task _programming = Task.CompletedTask;

    /// <summary>An endpoint.</summary>
    /// <param name="row">Where it is stored.</param>
    /// <param name="host">What the endpoints of the silo share.</param>
    /// <param name="logger">The log.</param>
    public EndpointGrain(
        [PersistentState(GrainStores.Endpoints, GrainStores.Provider)] IPersistentState<EndpointState> row, EndpointHost host, ILogger<EndpointGrain> logger)
    {
        _row = row;
        _host = host;
        _logger = logger;
        _write = new(WriteAsync);
        _alarm = new(this, OnTimeAsync);
        _wakeUp = new(this, host.Options.ReminderPeriod);
        _tombstones = new(MaxTombstones);
    }

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _behavior = _row.State.Behavior is { } behavior ? EndpointCodec.DecodeBehavior(behavior) : null;
        foreach (var bytes in _row.State.Attachments)
        {
            var attachment = EndpointCodec.DecodeAttachment(bytes);
            _attachments.Add(attachment.Participation, (attachment, bytes));
        }

        if (NextDue is not null)
            _wakeUp.Found();
        _alarm.Set(NextDue, _host.Now);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task NoticeAsync(Payload notice)
    {
        var said = WireCodec.DecodeNotice(notice.Bytes);

        // Who follows a move goes on as they began. Whether a subscription claims an endpoint is asked of one grain by all: not in vain.
        var isAsked = said is not Bye && !(said is Attached && _attachments.ContainsKey(said.Participation));
        var behavior = isAsked ? await _host.ResolveAsync(said.Endpoint, _behavior) : EndpointBehavior.AnswerAtOnce;
        var isOneTooMany = !_attachments.ContainsKey(said.Participation) && _attachments.Count >= _host.Options.MaxAttachments;
        if (isOneTooMany || await ApplyAsync(said.Participation, new Told(said, behavior)) is null)
            await RefuseAsync(said);
    }

    /// <inheritdoc/>
    public async Task<Payload?> FindBehaviorAsync()
    {
        var behavior = _behavior;
        await _write.StoredAsync();
        return behavior is null ? null : EndpointCodec.Encode(behavior);
    }

    /// <inheritdoc/>
    public Task<EndpointActOutcome> SaveBehaviorAsync(string rawId, Payload? behavior)
    {
        var saving = SaveBehaviorAfterAsync(_programming, rawId, behavior);
        _programming = saving;
        return saving;
    }

    /// <inheritdoc/>
    public async Task<EndpointActOutcome> ActAsync(EndpointAct act)
    {
        AttachmentInput input = act switch
        {
            EndpointAct.Accept => new PickedUp(),
            EndpointAct.Decline => new TurnedDown(),
            EndpointAct.HangUp => new HungUp(),
            _ => throw new ArgumentOutOfRangeException(nameof(act), act, "Nothing a person can do."),
        };
        var outcome = EndpointActOutcome.Nobody;
        foreach (var attachment in InOrder().ToArray())
        {
            var isRinging = attachment.Status == AttachmentStatus.Ringing;
            if (input is not HungUp && attachment.Status is AttachmentStatus.Attached or AttachmentStatus.Leaving)
                continue;

            if (await ApplyAsync(attachment.Participation, input) is { IsTaken: true })
            {
                outcome = EndpointActOutcome.Done;
                if (input is not HungUp)
                    break;
            }
            else if (isRinging && input is not HungUp && outcome == EndpointActOutcome.Nobody)
            {
                outcome = EndpointActOutcome.Conflict;
            }
        }

        // Nobody is there only when storage knows it.
        await _write.StoredAsync();
        return outcome;
    }

    /// <inheritdoc/>
    public async Task<Payload[]> ListAttachmentsAsync()
    {
        Payload[] list = [.. InOrder().Select(attachment => new Payload(_attachments[attachment.Participation].Bytes))];
        await _write.StoredAsync();
        return list;
    }

    /// <inheritdoc/>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        _wakeUp.Ticked();
        await OnTimeAsync();

        // After a silo was lost, rest has time until the reminder itself ticks, when the cluster is itself again.
        if (reminderName != DurableWakeUp.SiloLost)
            await RestAsync();
    }

    // One after the other, since each is two writes. The entry in the index comes first and goes last, so that no behaviour is without one;
    // an entry too many is listed and counts, until somebody sets the behaviour or takes it back once more.
    private async Task<EndpointActOutcome> SaveBehaviorAfterAsync(Task before, string rawId, Payload? behavior)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        var index = GrainFactory.GetGrain<IIndexGrain>(IndexKeys.Of(IndexKeys.Endpoints, rawId));
        if (behavior is { } payload)
        {
            if (!await index.TryPutAsync(rawId, payload))
                return EndpointActOutcome.Conflict;

            _behavior = EndpointCodec.DecodeBehavior(payload.Bytes);
            await _write.SaveAsync();
            return EndpointActOutcome.Done;
        }

        var isThere = _behavior is not null;
        _behavior = null;
        await (isThere ? _write.SaveAsync() : _write.StoredAsync());
        await index.RemoveAsync(rawId);
        return isThere ? EndpointActOutcome.Done : EndpointActOutcome.Nobody;
    }

    // Of what there is no room for nothing is kept.
    private async Task RefuseAsync(EndpointNotice said)
    {
        if (said is Attached attached)
        {
            // The call knows who is in it.
            GrainFactory.GetCall(said.Call)
                .SignalAsync(new(WireCodec.Encode(new AttachedReceived(attached.Participation, attached.Hop)))).Ignore();
            return;
        }

        _ = await ApplyAsync(said.Participation, new Told(said, Busy));
    }

    private async Task RestAsync()
    {
        try
        {
            if (NextDue is not null || !_wakeUp.IsToRest(until: null, _host.Now) || !await _wakeUp.FindAsync() || !await BecomesTheOwnerAsync())
                return;

            // Not when something came in while that was written: what is stored, or is being, may have taken the reminder for set.
            if (NextDue is null && !_write.IsPending)
                await _wakeUp.RestAsync(until: null, _host.Now);
        }
        catch (Exception fault)
        {
            // It ticks once more than needed.
            LogReminderNotRemoved(this.GetPrimaryKeyString(), fault);
        }
    }

    private IEnumerable<Attachment> InOrder() =>
        _attachments.Values.Select(one => one.Attachment).OrderBy(attachment => attachment.Status).ThenBy(attachment => attachment.Since);
}
