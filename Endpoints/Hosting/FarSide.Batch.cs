using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Simulator;

namespace CallGrains.Endpoints.Hosting;

public sealed partial class FarSide
{
    private async ValueTask ProcessAsync(List<Work> batch, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var changes = new Batch();
        if (batch is [Act act])
        {
            var found = await _store.ListAsync(act.Endpoint, ListLimit, cancellationToken);
            var result = Apply(changes, act, found, now);
            await CommitAsync(changes, cancellationToken);
            _ = act.Result.TrySetResult(result);
            return;
        }

        await LoadAsync(changes, batch, cancellationToken);
        foreach (var work in batch)
        {
            switch (work)
            {
                case Noticed { Notice: var notice }:
                    var behavior = _behaviors.Resolve(notice.Endpoint);
                    Apply(changes, notice.Participation, new Told(notice, behavior), now);
                    break;
                case WasAnnounced told:
                    Apply(changes, told.Participation, new AppTold(told.Ring), now);
                    break;
                default:
                    break;
            }
        }

        var dueCame = batch.Exists(work => work is DueCame);
        if (dueCame)
            await ApplyDueAsync(changes, now, cancellationToken);

        await CommitAsync(changes, cancellationToken);
        if (dueCame)
            _alarm.Bring(await _store.NextDueAsync(cancellationToken));
    }

    private async ValueTask LoadAsync(Batch changes, List<Work> batch, CancellationToken cancellationToken)
    {
        var wanted = new HashSet<Guid>();
        foreach (var work in batch)
        {
            if (work is Noticed noticed)
                _ = wanted.Add(noticed.Notice.Participation);
            else if (work is WasAnnounced told)
                _ = wanted.Add(told.Participation);
        }

        if (wanted.Count == 0)
            return;

        foreach (var row in await _store.LoadAsync(wanted, cancellationToken))
            changes.Meet(AttachmentCodec.FromRow(row));
    }

    private async ValueTask ApplyDueAsync(Batch changes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var row in await _store.LoadDueAsync(now, _options.MaxBatch, cancellationToken))
        {
            if (!changes.Knows(row.Participation))
                changes.Meet(AttachmentCodec.FromRow(row));
            Apply(changes, row.Participation, new TimePassed(), now);
        }
    }

    private ActResult Apply(Batch changes, Act act, IReadOnlyList<AttachmentRow> found, DateTimeOffset now)
    {
        var result = ActResult.Nobody;
        foreach (var row in found)
        {
            var attachment = AttachmentCodec.FromRow(row);
            var isRinging = attachment.Status is AttachmentStatus.Ringing;
            if (act.Input is not HungUp && attachment.Status is AttachmentStatus.Attached or AttachmentStatus.Leaving)
                continue;

            changes.Meet(attachment);
            if (Apply(changes, attachment.Participation, act.Input, now).IsTaken)
            {
                result = ActResult.Done;
                if (act.Input is not HungUp)
                    break;
            }
            else if (isRinging && act.Input is not HungUp && result is ActResult.Nobody)
            {
                result = ActResult.Conflict;
            }
        }

        return result;
    }

    private AttachmentStep Apply(Batch changes, Guid participation, AttachmentInput input, DateTimeOffset now)
    {
        var current = changes.Current(participation);
        var step = _machine.Handle(current, changes.TombstoneOf(participation) ?? _tombstones.Find(participation), input, now);
        changes.Take(participation, current, step);
        return step;
    }

    private async ValueTask CommitAsync(Batch changes, CancellationToken cancellationToken)
    {
        var rows = changes.Rows();
        if (rows.Count > 0)
            await _store.SaveAsync(rows, cancellationToken);

        foreach (var (participation, tombstone) in changes.Tombstones)
        {
            _tombstones.Add(participation, tombstone);
            _announcements.Stop(participation, tombstone);
        }

        foreach (var (call, signal) in changes.Signals)
            _signals.Signal(call, signal);

        foreach (var invite in changes.Announcements)
            _announcements.Start(invite);

        _alarm.Bring(changes.EarliestDue);
    }
}
