using System.Threading.Channels;
using CallGrains.Delivery.Log;
using CallGrains.Delivery.Webhooks;

namespace CallGrains.Delivery.Callbacks;

/// <summary>The end of a try: its event pauses, is delivered or is buried.</summary>
public sealed partial class CallbackDelivery
{
    private async Task TryAsync(CallbackLane lane)
    {
        var job = lane.Current!;
        TryOutcome? outcome;
        try
        {
            outcome = lane.Uri is null
                ? new(TryVerdict.Dead, null, default, lane.Refusal)
                : await _poster.PostAsync(job, lane.Uri, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            outcome = new(TryVerdict.Stopped, null, default, null);
        }
        catch (Exception fault)
        {
            LogTryFault(fault, job.Record.EventId, job.Record.CallConnectionId);
            outcome = new(TryVerdict.Retry, null, default, "A fault of the engine; see its log.");
        }

        lock (_gate)
            _admission.Leave(lane, answered: outcome?.StatusCode is not null);
        await ConcludeAsync(lane, job, outcome);
    }

    private async Task ConcludeAsync(CallbackLane lane, CallbackJob job, TryOutcome? outcome)
    {
        try
        {
            switch (outcome)
            {
                case null:
                    // The letter was removed, or its event delivered otherwise, while it waited.
                    Finish(lane, job);
                    break;
                case { Verdict: TryVerdict.Stopped }:
                    break;
                case { Verdict: TryVerdict.Delivered } delivered:
                    await DeliveredAsync(job, delivered);
                    Finish(lane, job);
                    break;
                case { } failed:
                    await FailedAsync(lane, job, failed);
                    break;
            }
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // Stopped before its end was recorded: the call still owes the event and will hand it over again.
            LogStopped(job.Record.EventId);
        }
        catch (Exception fault)
        {
            // Before it is told, since it may have been the logger that failed: a lane that does not pause stops for good.
            lock (_gate)
                PauseLane(lane, _schedule.Pause(++job.Failures, null));
            LogConcludeFault(fault, job.Record.EventId, job.Record.CallConnectionId);
        }
        finally
        {
            End();
        }
    }

    private async Task DeliveredAsync(CallbackJob job, TryOutcome outcome)
    {
        job.Record = Tried(job, outcome) with { State = DeliveryState.Delivered, LastError = null, NextTry = null };
        if (job.IsLogged || job.Callback is null)
            await _log.AddDurablyAsync(new(job.Record) { EndsLetter = job.Callback is null });
        else
            await _log.AddAsync(new(job.Record));
    }

    private async Task FailedAsync(CallbackLane lane, CallbackJob job, TryOutcome outcome)
    {
        if (++job.Failures == 1 && !job.IsLogged && job.Callback is not null)
            await TakeUpEarlierAsync(job);

        job.Record = Tried(job, outcome);
        var pause = _schedule.Pause(job.Record.Tries, outcome.RetryAfter);
        var next = job.Record.LastTime + pause;
        var isExhausted = next > job.WindowStart + _options.RetryFor;
        if (outcome.Verdict == TryVerdict.Dead || job.Callback is null || isExhausted)
        {
            if (outcome.Verdict == TryVerdict.Retry && job.Callback is not null)
            {
                lock (_gate)
                    _windows.GiveUp(job.Callback, job.WindowStart);
                outcome = outcome with { Error = $"{outcome.Error} Given up: the next try would be later than {_options.RetryFor:g} after the first." };
            }

            await RecordDeadAsync(job, outcome);
            Finish(lane, job);
            return;
        }

        job.Record = job.Record with { NextTry = next };
        await _log.AddAsync(new(job.Record));
        job.IsLogged = true;
        LogRetry(job.Record.Tries, job.Record.EventId, job.Record.CallConnectionId, outcome.Error, pause);
        lock (_gate)
        {
            if (!_isStopping)
                PauseLane(lane, pause);
        }
    }

    /// <summary>On another node, or after a start without <see cref="StartAsync"/>, the store may know of earlier tries.</summary>
    private async Task TakeUpEarlierAsync(CallbackJob job)
    {
        try
        {
            if (await _store.FindAsync(job.Record.EventId, _stop.Token) is not { State: DeliveryState.Pending } earlier)
                return;

            job.Record = job.Record with { Tries = earlier.Tries, FirstTime = earlier.FirstTime };
            job.WindowStart = earlier.FirstTime < job.WindowStart ? earlier.FirstTime : job.WindowStart;
        }
        catch (Exception fault) when (!_stop.IsCancellationRequested)
        {
            LogEarlierFault(fault, job.Record.EventId);
        }
    }

    private async Task BuryAsync(CallbackJob job, TryOutcome outcome)
    {
        try
        {
            await RecordDeadAsync(job, outcome);
            Settle(job);
        }
        catch (Exception fault) when (fault is OperationCanceledException or ChannelClosedException)
        {
            // Stopped: the call still owes the event.
            LogStopped(job.Record.EventId);
        }
        finally
        {
            lock (_gate)
                _queued.Remove((job.Record.EventId, false));
            End();
        }
    }

    /// <summary>Stores the dead letter; only afterwards may its call forget the event.</summary>
    private async Task RecordDeadAsync(CallbackJob job, TryOutcome outcome)
    {
        job.Record = job.Record with { State = DeliveryState.Dead, LastError = outcome.Error, LastTime = _time.GetUtcNow(), NextTry = null };
        await _log.AddDurablyAsync(new(job.Record, job.Callback is null ? null : _poster.Letter(job.Callback)));
        if (job.Callback is not null)
            _metrics.Dead();
        LogDead(job.Record.EventId, job.Record.CallConnectionId, job.Record.Tries, outcome.Error);
    }

    private DeliveryRecord Tried(CallbackJob job, TryOutcome outcome) => job.Record with
    {
        Tries = job.Record.Tries + 1,
        LastTime = _time.GetUtcNow(),
        StatusCode = outcome.StatusCode,
        Latency = outcome.Latency,
        LastError = outcome.Error,
    };

    private void Finish(CallbackLane lane, CallbackJob job)
    {
        var isAgain = job.Callback is null;
        lock (_gate)
        {
            _queued.Remove((job.Record.EventId, isAgain));
            if (job.Record.State == DeliveryState.Delivered)
                _windows.Forget(job.Record.Stream);

            // Asked for between the end in the store and here; if it was before, the store says that there is nothing to do.
            if (isAgain && _askedAgain.Remove(job.Record.EventId))
                Enqueue(new(job.Record, callback: null));
        }

        if (!isAgain)
            Settle(job);
        lock (_gate)
            Proceed(lane);
    }

    private void Settle(CallbackJob job)
    {
        var stream = job.Record.Stream;
        _settlement.Settled(stream.Call, stream.Leg, job.Record.EventId);
    }

    private void End()
    {
        lock (_gate)
        {
            if (--_running == 0 && _isStopping)
                _ended.TrySetResult();
        }
    }
}
