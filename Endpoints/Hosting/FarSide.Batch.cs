using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Simulator;

namespace CallGrains.Endpoints.Hosting;

/// <content>What is taken in batches, in its own writes: notices that found no place in the write of their call, people's acts, time.</content>
public sealed partial class FarSide
{
    private async ValueTask ProcessAsync(List<Work> batch, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changes = new Batch();
            try
            {
                var result = Apply(changes, batch, _time.GetUtcNow());
                if (changes.WaitsFor is null)
                {
                    await CommitAsync(changes, batch, result, cancellationToken);
                    return;
                }
            }
            finally
            {
                _claims.Release(changes.Claimed);
            }

            await _claims.WhenFreeAsync(changes.WaitsFor.Value, cancellationToken);
        }
    }

    /// <summary>Applies a batch, unless it concerns a participation that somebody else has, whom the batch then waits for.</summary>
    private ActResult Apply(Batch changes, List<Work> batch, DateTimeOffset now)
    {
        if (batch is [Act act])
            return Apply(changes, act, now);

        foreach (var work in batch)
        {
            switch (work)
            {
                case Noticed { Notice: var notice }:
                    if (!TryMeet(changes, notice.Participation))
                        return ActResult.Conflict;

                    var behavior = _behaviors.Resolve(notice.Endpoint);
                    _ = Apply(changes, notice.Participation, new Told(notice, behavior), now);
                    break;
                case WasAnnounced told:
                    if (!TryMeet(changes, told.Participation))
                        return ActResult.Conflict;

                    _ = Apply(changes, told.Participation, new AppTold(told.Ring), now);
                    break;
                default:
                    break;
            }
        }

        if (batch.Exists(work => work is DueCame))
            ApplyDue(changes, now);

        return ActResult.Done;
    }

    private void ApplyDue(Batch changes, DateTimeOffset now)
    {
        foreach (var row in _store.ListDue(now, _options.MaxBatch))
        {
            if (!TryMeet(changes, row.Participation))
                return;

            _ = Apply(changes, row.Participation, new TimePassed(), now);
        }
    }

    private ActResult Apply(Batch changes, Act act, DateTimeOffset now)
    {
        var result = ActResult.Nobody;
        foreach (var row in _store.List(act.Endpoint, ListLimit))
        {
            if (!TryMeet(changes, row.Participation))
                return ActResult.Conflict;

            if (changes.Current(row.Participation) is not { } attachment)
                continue;

            var isRinging = attachment.Status is AttachmentStatus.Ringing;
            if (act.Input is not HungUp && attachment.Status is AttachmentStatus.Attached or AttachmentStatus.Leaving)
                continue;

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

    /// <summary>Reads the attachment of a participation, which nobody else then touches until the batch gives it back.</summary>
    private bool TryMeet(Batch changes, Guid participation)
    {
        if (changes.Claimed.Contains(participation))
            return true;

        if (!_claims.TryTake(participation))
        {
            changes.WaitsFor = participation;
            return false;
        }

        try
        {
            changes.Meet(participation, _store.Load(participation) is { } row ? AttachmentCodec.FromRow(row) : null);
            _ = changes.Claimed.Add(participation);
            return true;
        }
        catch
        {
            // What was not read is not known, and must not be taken for absent.
            _claims.Release([participation]);
            throw;
        }
    }

    private AttachmentStep Apply(Batch changes, Guid participation, AttachmentInput input, DateTimeOffset now, bool signalsLater = true)
    {
        var current = changes.Current(participation);
        var step = _machine.Handle(current, changes.TombstoneOf(participation) ?? _tombstones.Find(participation), input, now);
        changes.Take(participation, current, step, signalsLater);
        return step;
    }

    private async ValueTask CommitAsync(Batch changes, List<Work> batch, ActResult result, CancellationToken cancellationToken)
    {
        var rows = changes.Rows();
        if (rows.Count > 0)
            await _store.SaveAsync(rows, cancellationToken);

        FollowUp(changes);
        if (batch is [Act act])
            _ = act.Result.TrySetResult(result);
        if (batch.Exists(work => work is DueCame))
            _alarm.Bring(_store.NextDue());
    }

    /// <summary>What follows once a batch is stored.</summary>
    private void FollowUp(Batch changes)
    {
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
