using CallGrains.Calls.Codec;
using CallGrains.Calls.FarSide;
using CallGrains.Endpoints.Attachments;
using CallGrains.Grains.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace CallGrains.Grains.Endpoints;

/// <content>One input after the other: decide, store, carry out.</content>
public sealed partial class EndpointGrain
{
    private const int MaxTombstones = 256;

    private readonly RecentEnds _tombstones;
    private readonly Dictionary<Guid, Announcement> _announcements = [];

    private DateTimeOffset? NextDue
    {
        get
        {
            DateTimeOffset? next = null;
            foreach (var (attachment, _) in _attachments.Values)
                next = next is null || attachment.Due < next ? attachment.Due ?? next : next;

            return next;
        }
    }

    /// <summary>Takes one input.</summary>
    /// <returns>What was done; null when the endpoint was told of something it has no room for, and nothing was.</returns>
    private async Task<AttachmentStep?> ApplyAsync(Guid participation, AttachmentInput input)
    {
        var current = _attachments.TryGetValue(participation, out var known) ? known.Attachment : null;
        var step = _host.Machine.Handle(current, _tombstones.Find(participation), input, _host.Now);
        var bytes = step.Next is null || ReferenceEquals(current, step.Next) ? [] : EndpointCodec.Encode(step.Next);
        if (input is Told && bytes.Length > (known.Bytes?.Length ?? 0) && !HasRoomFor(participation, bytes))
            return null;

        if (step.Tombstone is { } tombstone)
            End(participation, tombstone);
        if (!ReferenceEquals(current, step.Next))
        {
            if (step.Next is { } next)
                _attachments[participation] = (next, bytes);
            else
                _ = _attachments.Remove(participation);

            // What the endpoint does must be known to storage before anybody hears of it.
            await _write.SaveAsync();
        }
        else
        {
            // So must what it did, which is being stored for whoever came first.
            await _write.StoredAsync();
        }

        foreach (var (call, signal) in step.Signals)
            GrainFactory.GetCall(call).SignalAsync(new(WireCodec.Encode(signal))).Ignore();
        if (step.Announce is { } invite)
            Announce(invite);
        _alarm.Set(NextDue, _host.Now);
        return step;
    }

    private bool HasRoomFor(Guid participation, byte[] bytes) =>
        EndpointRoom.Has(_attachments.Where(other => other.Key != participation).Select(static other => other.Value.Bytes), bytes);

    private async Task OnTimeAsync()
    {
        var now = _host.Now;
        var due = _attachments.Values.Where(one => one.Attachment.Due <= now).Select(one => one.Attachment.Participation).ToArray();
        await Task.WhenAll(due.Select(participation => ApplyAsync(participation, new TimePassed())));
        _alarm.Set(NextDue, _host.Now);
    }

    private void End(Guid participation, Tombstone tombstone)
    {
        _tombstones.Add(participation, tombstone);
        if (_announcements.TryGetValue(participation, out var announcement) && (tombstone.IsFinal || tombstone.Ring >= announcement.Ring))
            announcement.Cancellation.Cancel();
    }

    private void Announce(Invite invite)
    {
        if (_announcements.TryGetValue(invite.Participation, out var earlier))
        {
            if (earlier.Ring >= invite.Ring)
                return;

            earlier.Cancellation.Cancel();
        }

        var announcement = new Announcement(invite.Ring);
        _announcements[invite.Participation] = announcement;
        _ = AnnounceAsync(invite, announcement);
    }

    private async Task AnnounceAsync(Invite invite, Announcement announcement)
    {
        try
        {
            await _host.AnnounceAsync(invite, announcement.Cancellation.Token);
            _ = await ApplyAsync(invite.Participation, new AppTold(invite.Ring));
        }
        catch (OperationCanceledException) when (announcement.Cancellation.IsCancellationRequested)
        {
            // The ringing is over.
            LogNotAnnouncedAnyMore(invite.Participation);
        }
        catch (Exception fault)
        {
            // The call repeats its invitation, since it was not acknowledged, and so this is tried again.
            LogNotAnnounced(invite.Participation, fault);
        }
        finally
        {
            if (_announcements.TryGetValue(invite.Participation, out var latest) && ReferenceEquals(latest, announcement))
                _ = _announcements.Remove(invite.Participation);
            announcement.Cancellation.Dispose();
        }
    }

    /// <summary>
    /// Writes what is stored once more: the reminder belongs to whoever owns the endpoint, and a stale activation that awaits nothing
    /// must not take it from one that does, nor from one that will and takes it for set. From then on no other can write without
    /// having read that.
    /// </summary>
    private async Task<bool> BecomesTheOwnerAsync()
    {
        try
        {
            await _write.SaveAsync();
            return true;
        }
        catch (Exception)
        {
            // Said, and the activation ends.
            return false;
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            // One after the other, and looked at again: what is stored without a reminder is woken by nobody if the silo dies in between.
            while (NextDue is not null && !_wakeUp.IsSet)
                await _wakeUp.EnsureAsync();

            if (_behavior is null && _attachments.Count == 0)
            {
                if (_row.RecordExists)
                    await _row.ClearStateAsync();
                else
                    await CheckAbsentAsync();
                return;
            }

            _row.State = new()
            {
                Behavior = _behavior is null ? null : EndpointCodec.Encode(_behavior).Bytes,
                Attachments = [.. _attachments.Values.Select(one => one.Bytes)],
            };
            await _row.WriteStateAsync();
        }
        catch (Exception fault)
        {
            // Storage knows better; calls say again what was not acknowledged.
            LogNotWritten(this.GetPrimaryKeyString(), fault);
            DeactivateOnIdle();
            throw;
        }
    }

    // Where there is nothing, and nothing to write, a look must do.
    private async Task CheckAbsentAsync()
    {
        await _row.ReadStateAsync();
        if (_row.RecordExists)
            throw new InconsistentStateException("Another activation has stored the endpoint.");
    }

    [LoggerMessage(1, LogLevel.Warning, "Endpoint {key} was not written, or nobody knows; its activation ends and it is loaded again.")]
    private partial void LogNotWritten(string key, Exception fault);

    [LoggerMessage(2, LogLevel.Warning, "The incoming call of participation {participation} could not be announced.")]
    private partial void LogNotAnnounced(Guid participation, Exception fault);

    [LoggerMessage(3, LogLevel.Debug, "The ringing of participation {participation} was over before every app was told.")]
    private partial void LogNotAnnouncedAnyMore(Guid participation);

    [LoggerMessage(4, LogLevel.Warning, "The reminder of endpoint {key} could not be removed; it is tried again.")]
    private partial void LogReminderNotRemoved(string key, Exception fault);

    private sealed record Announcement(uint Ring)
    {
        public CancellationTokenSource Cancellation { get; } = new();
    }
}
