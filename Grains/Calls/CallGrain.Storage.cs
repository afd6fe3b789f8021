using CallGrains.Calls.Pump;
using CallGrains.Calls.Replies;
using CallGrains.Calls.State;

namespace CallGrains.Grains.Calls;

/// <content>Storage: one thing at a time, writes first.</content>
public sealed partial class CallGrain
{
    private Task _storing = Task.CompletedTask;
    private bool _isStoring;
    private bool _isAskedToRest;
    private bool _isAskedToFlush;

    // After every input: what follows is carried out, what must be stored is stored, and time is asked for.
    private void Drive()
    {
        CarryOut();
        if (!_isStoring)
            _storing = StoreAsync();
        SetAlarm();
    }

    private async Task StoreAsync()
    {
        _isStoring = true;
        try
        {
            while (_pump is not null && await StepAsync())
            {
            }

            if (IsOver)
                DeactivateOnIdle();
        }
        catch (Exception fault)
        {
            LogTurnFailed(_key, fault);
            Drop();
        }
        finally
        {
            _isStoring = false;
        }
    }

    private async ValueTask<bool> StepAsync()
    {
        if (_pump!.TryBeginWrite(out var write, flush: _isAskedToRest || _isAskedToFlush))
            await WriteAsync(write);
        else if (_unproven.Count > 0)
            await SendProvenAsync();
        else if (_isAskedToRest)
            await PutToRestAsync();
        else if (IsOver && !_isAskedToFlush)
            _isAskedToFlush = _isAskedToRest = true;
        else
            return false;

        return true;
    }

    // An ended call with nothing left to do but wait until its request ids lapse, or one that nobody knows. Not before the
    // activation has done what it was made for: a grain that leaves while it is being activated would never do it.
    private bool IsOver => _isTouched && _pump is { IsIdle: true } pump && pump.Durable is null or { Phase: CallPhase.Ended };

    private async Task WriteAsync(CallWrite write)
    {
        try
        {
            // One after the other: a reminder too many is harmless, but what is stored without one is woken by nobody if the silo
            // dies in between, or if the reminder cannot be set.
            if (write.Owes || write.Due is not null)
                await _wakeUp.EnsureAsync();
            await SaveAsync(write);
        }
        catch (Exception fault)
        {
            // Another activation has written, or nobody knows what was: in either case storage knows better.
            LogNotWritten(_key, fault);
            _pump!.WriteFailed();
            CarryOut();
            Drop();
            return;
        }

        // What the call owes comes with the write, and so does when it is to be said again: nothing else may come for long.
        _pump!.WriteDone(_host.Now);
        CarryOut();
        SetAlarm();
    }

    private Task SaveAsync(CallWrite write)
    {
        if (write.State.IsEmpty)
            return _row.RecordExists ? _row.ClearStateAsync() : Task.CompletedTask;

        _row.State = new() { State = write.State.ToArray(), Due = write.Due, Owes = write.Owes };
        return _row.WriteStateAsync();
    }

    /// <summary>
    /// "Unknown here" is only said when storage says so too, asked after the question came: a second, stale owner of the call
    /// would otherwise release people whom the true one has taken.
    /// </summary>
    private async Task SendProvenAsync()
    {
        var sends = _unproven.ToArray();
        _unproven.Clear();
        if (!await IsTheOwnerAsync())
            return;

        foreach (var send in sends)
            Tell(send.To, send.Message);
    }

    /// <summary>Looks whether storage holds what this activation last wrote or read; otherwise its life is over.</summary>
    private async Task<bool> IsTheOwnerAsync()
    {
        var known = _row.Etag;
        try
        {
            await _row.ReadStateAsync();
        }
        catch (Exception fault)
        {
            // Nothing is said or taken back, and so it is asked again.
            LogNotRead(_key, fault);
            Drop();
            return false;
        }

        if ((_row.Etag ?? "") == (known ?? ""))
            return true;

        LogStale(_key);
        Drop();
        return false;
    }

    /// <summary>
    /// Writes what is stored once more: from then on no other activation can write without having read that. To look who the owner is
    /// would not do, since the other one may write between the look and what rests on it.
    /// </summary>
    private async Task<bool> BecomesTheOwnerAsync()
    {
        if (!_row.RecordExists)
            return await IsTheOwnerAsync();

        try
        {
            await _row.WriteStateAsync();
            return true;
        }
        catch (Exception fault)
        {
            LogNotWritten(_key, fault);
            Drop();
            return false;
        }
    }

    private async Task PutToRestAsync()
    {
        _isAskedToRest = false;

        // The reminder belongs to whoever owns the call: a stale activation that owes nothing must not take it from one that does, nor
        // from one that will owe something and takes it for set.
        try
        {
            if (!_pump!.IsIdle || !_wakeUp.IsToRest(_pump.NextDue, _host.Now) || !await _wakeUp.FindAsync() || !await BecomesTheOwnerAsync())
                return;

            // What came in meanwhile is stored after this, and sets the reminder anew before it is.
            if (_pump is { } pump)
                await _wakeUp.RestAsync(pump.NextDue, _host.Now);
        }
        catch (Exception fault)
        {
            // It ticks once more than needed, and this is tried again.
            LogReminderNotMoved(_key, fault);
        }
    }

    /// <summary>The activation is of no more use: what it promised nobody is answered, and it makes room for another.</summary>
    private void Drop()
    {
        _pump = null;
        foreach (var ticket in _open.ToArray())
            Complete(ticket, Refusals.StoreUnavailable);
        DeactivateOnIdle();
    }

    private void SetAlarm()
    {
        if (_pump is null)
            return;

        var next = _pump.NextDue;
        var handover = _handover.Due;
        _alarm.Set(next is null || handover < next ? handover ?? next : next, _host.Now);
    }

    private Task RestAsync()
    {
        if (_pump is null)
            return Task.CompletedTask;

        _isAskedToRest = _isTouched = true;
        if (_pump.NextDue <= _host.Now)
            Post(Tick.Instance);
        else
            Drive();

        return _storing;
    }

    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        if (_pump is null)
            return;

        _isAskedToFlush = true;
        Drive();
        await _storing.WaitAsync(cancellationToken);
        if (_pump is not null)
            Drop();
    }
}
