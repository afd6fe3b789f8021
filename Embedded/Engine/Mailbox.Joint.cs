using CallGrains.Calls.Pump;

namespace CallGrains.Embedded.Engine;

/// <content>What a <see cref="JointWrite"/> does with the calls in it. Only for the thread that has the turn, but for what is said otherwise.</content>
internal sealed partial class Mailbox
{
    /// <summary>What drives the call; null when it is to be loaded again.</summary>
    public CallPump? Pump => _pump;

    /// <summary>Takes the turn for somebody else's write, unless somebody has it. May be called by any thread.</summary>
    public bool TryJoin(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (IsGone || _isQueued)
                return false;

            _isQueued = true;
        }

        try
        {
            if (!_isWriting && TryLoad(now))
            {
                _isLeaving = false;
                _lastUse = _engine.SystemTime.GetTimestamp();
                return true;
            }
        }
        catch (Exception fault)
        {
            // The turn was taken, and is given away whatever happens.
            Fail(fault);
        }

        PassOn();
        return false;
    }

    /// <summary>Gives the turn away that <see cref="TryJoin"/> took.</summary>
    public void EndJoining(DateTimeOffset now)
    {
        if (_pump is not null)
            Rest(now);
        GiveTurnAway(caller: null, goesOnWithLast: false);
    }

    /// <summary>Carries out what is ready: answers, events, and what could not be told within the write.</summary>
    public void CarryOut()
    {
        if (_pump is null)
            return;

        foreach (var effect in _pump.TakeEffects())
        {
            if (effect is Answer answer)
                Complete((CommandTicket)answer.Ticket, answer.Reply);
            else
                _engine.CarryOut(effect);
        }
    }

    /// <summary>Gives what is to be written, once no write is under way.</summary>
    public bool TryBeginWrite(out CallWrite write, bool flush = false)
    {
        write = default;
        if (_isWriting || _pump is null || !_pump.TryBeginWrite(out write, flush))
            return false;

        _isWriting = true;
        _engine.Activity.Enter();
        return true;
    }

    /// <summary>Takes the outcome of the write, when it is there already.</summary>
    /// <returns>Whether it was, and something else is to be written by now.</returns>
    public bool TryEndWrite(DateTimeOffset now)
    {
        if (!TryTakeOutcome(out var fault))
            return false;

        TakeOutcome(fault, now);
        _engine.Activity.Exit();
        return _pump is { MustWrite: true };
    }

    /// <summary>Something went wrong that should not: whatever was decided is dropped, and what is stored is loaded again.</summary>
    public void Fail(Exception fault)
    {
        _engine.LogTurnFailed(Key, fault);
        Drop();
    }

    /// <summary>The write ended. Called by any thread.</summary>
    public void Written(IOException? fault)
    {
        lock (_lock)
        {
            _hasOutcome = true;
            _fault = fault;
            Queue();
        }
    }

    private void Flush(DateTimeOffset now)
    {
        if (!TryBeginWrite(out var write, flush: true))
            return;

        _engine.Store.Write([write], [], this);
        _ = TryEndWrite(now);
    }
}
