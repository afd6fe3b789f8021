using CallGrains.Calls.Pump;
using CallGrains.Calls.Replies;

namespace CallGrains.Embedded.Engine;

internal sealed partial class Mailbox
{
    // Touched only by the one thread that has the turn.
    private CommandTicket? _open;
    private CommandTicket? _answered;
    private CallPump? _pump;
    private DateTimeOffset? _alarmAt;
    private long _lastUse;
    private bool _isWriting;
    private bool _isLeaving;
    private bool _isInIdleList;

    private void Work(in Taken work)
    {
        try
        {
            Turn(work);
        }
        catch (Exception fault)
        {
            Fail(fault);
            FailProbes(work);
        }
        finally
        {
            _engine.Activity.Exit(work.Activities);
        }
    }

    // Who waits for them holds up others: the walk through what is due, the claims of groups.
    private void FailProbes(in Taken work)
    {
        if (work.Probes is null)
            return;

        foreach (var probe in work.Probes)
            _ = probe.TrySetException(new IOException($"Call {Key} cannot be read."));
    }

    private void Turn(in Taken work)
    {
        // Whoever is asked was taken from the list before, whatever becomes of this turn.
        if (work.IsAskedToLeave)
            _isInIdleList = false;

        var now = _engine.Time.GetUtcNow();
        if (work.HasOutcome)
            TakeOutcome(work.Fault, now);

        if (work.IsAlarm)
            _alarmAt = null;

        if (work.Inputs.Count > 0 || work.Probes is not null)
        {
            _isLeaving = false;
            _lastUse = _engine.SystemTime.GetTimestamp();
        }

        foreach (var input in work.Inputs)
        {
            if (input is CommandInput command)
                ((CommandTicket)command.Ticket).Open(ref _open);
        }

        if (!TryLoad(now))
        {
            FailProbes(work);
            return;
        }

        foreach (var input in work.Inputs)
            _pump!.Post(input, now);
        if (_pump!.NextDue <= now)
            _pump.Post(Tick.Instance, now);

        if (work.Probes is not null)
        {
            foreach (var probe in work.Probes)
                _ = probe.TrySetResult(_pump.Durable is { IsAlive: true });
        }

        if (_pump.MustWrite)
            new JointWrite(_engine, now).Run(this);
        else
            CarryOut();
        if (_pump is null)
            return;

        if (work.IsAskedToLeave)
            DecideToLeave();
        Rest(now);
    }

    private void TakeOutcome(IOException? fault, DateTimeOffset now)
    {
        _isWriting = false;
        if (_pump is null)
            return;

        if (fault is null)
        {
            _pump.WriteDone(now);
            CarryOut();
            return;
        }

        _pump.WriteFailed();
        CarryOut();
        Drop();
    }

    private bool TryLoad(DateTimeOffset now)
    {
        // While a write is under way whose pump was dropped, nobody knows what the store will hold.
        if (_pump is not null)
            return true;

        try
        {
            if (!_isWriting)
            {
                var stored = _engine.Store.Load(Key);
                _pump = _engine.NewPump(Key, stored.Span, now);
                return true;
            }
        }
        catch (IOException fault)
        {
            _engine.LogNotLoaded(Key, fault);
        }
        catch (InvalidDataException fault)
        {
            // Trying again would not help: it is met again when somebody asks for it.
            _engine.LogDamaged(Key, fault);
            Drop(isForRetry: false);
            _ = TryLeave();
            return false;
        }

        Drop();
        return false;
    }

    private void Complete(CommandTicket ticket, CallReply reply)
    {
        if (!ticket.IsOpen)
            return;

        Answered();
        ticket.Answer(reply, ref _open, ref _answered);
    }

    private void CompleteAll(CallReply reply)
    {
        while (_open is { } ticket)
            Complete(ticket, reply);
    }

    /// <summary>Forgets what is in memory; the call is loaded again, by what comes next or after a pause.</summary>
    private void Drop(bool isForRetry = true)
    {
        _pump = null;
        _alarmAt = null;
        _isLeaving = false;
        CompleteAll(Refusals.StoreUnavailable);
        if (isForRetry)
            _engine.RetryLater(Key);
    }

    private void DecideToLeave()
    {
        var isLate = _isAskedToLeaveNow || _engine.IsOverfull || _engine.SystemTime.GetElapsedTime(_lastUse) >= _engine.Options.IdleAfter;
        _isLeaving = isLate && _pump!.IsIdle;

        // The node stops: who waits here for the outcome of a move has had the time to stop.
        if (_isAskedToLeaveNow && !_isWriting)
            CompleteAll(HostRefusals.Stopping);
    }

    /// <summary>After a turn: has itself woken in time, and leaves when nothing keeps it.</summary>
    private void Rest(DateTimeOffset now)
    {
        var due = _pump!.NextDue;
        if (due is not null && (_alarmAt is null || due < _alarmAt))
        {
            _alarmAt = due;
            _engine.WakeAt(Key, due.Value);
        }

        if (_isWriting)
            return;

        // The node stops: of a call that owes something, what could wait is written as well, or it would all be sent again.
        if (_isAskedToLeaveNow)
            Flush(now);
        if (_isWriting || _pump is not { IsIdle: true })
            return;

        // A call that is not stored is not worth keeping. What could wait is written before a call leaves.
        if (_pump.Durable is null)
            _isLeaving = true;
        if (_isLeaving && _engine.MayLeave(due, now))
        {
            Flush(now);
            if (!_isWriting && _pump is not null && TryLeave())
                _engine.DueLater(due);
            return;
        }

        if (!_isInIdleList)
        {
            _isInIdleList = true;
            _engine.Idle(this);
        }
    }
}
