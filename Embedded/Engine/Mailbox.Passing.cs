using CallGrains.Calls.Pump;

namespace CallGrains.Embedded.Engine;

/// <content>How the turn goes from one thread to the next, and what each takes.</content>
internal sealed partial class Mailbox
{
    // Bounds how long an answer waits for the ends of events that came while it was decided.
    private const int MaxMore = 8;

    private static readonly List<CallInput> Nothing = [];

    // A thread of the pool goes on with one of those who were answered itself, which spares a hop; a caller has its own way to go.
    void IThreadPoolWorkItem.Execute() => RunTurn(caller: null, goesOnWithLast: true);

    private void Queue()
    {
        if (_isQueued)
            return;

        _isQueued = true;
        _ = ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Carries out what waits now, gives the turn away, and only then lets those go on who were answered.</summary>
    /// <param name="caller">The command of the caller whose thread this is; null when there is none.</param>
    /// <param name="goesOnWithLast">Whether this thread goes on with the last of those who were answered.</param>
    private void RunTurn(CommandTicket? caller, bool goesOnWithLast)
    {
        if (TryTake(out var work))
            Work(work);

        // The ends of events cost little and are answered to nobody: no thread is woken for those that came meanwhile.
        for (var more = 0; more < MaxMore && HasOnlySettled() && TryTake(out work); more++)
            Work(work);

        GiveTurnAway(caller, goesOnWithLast);
    }

    private bool HasOnlySettled()
    {
        lock (_lock)
            return _arrived.Count > 0 && _arrived.TrueForAll(static input => input is EventSettled);
    }

    private void GiveTurnAway(CommandTicket? caller, bool goesOnWithLast)
    {
        var answered = _answered;
        _answered = null;
        PassOn();
        while (answered is not null)
        {
            var ticket = answered;
            answered = ticket.Next;
            if (ticket == caller || (goesOnWithLast && answered is null))
                ticket.Execute();
            else
                _ = ThreadPool.UnsafeQueueUserWorkItem(ticket, preferLocal: false);
        }
    }

    /// <summary>Passes the turn on: to the pool when something waits, else to whoever comes next.</summary>
    private void PassOn()
    {
        lock (_lock)
        {
            _isQueued = _arrived.Count > 0 || _probes is not null || _isAlarmed || _isAskedToLeave || _hasOutcome;
            if (!_isQueued)
                return;
        }

        _ = ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private bool TryTake(out Taken work)
    {
        lock (_lock)
        {
            // What is taken is never added to again: the turn reads it without the lock.
            var inputs = _arrived.Count > 0 ? _arrived : Nothing;
            work = new(inputs, _probes, _isAlarmed, _isAskedToLeave, _hasOutcome, _fault);
            if (work.IsNothing)
                return false;

            if (_arrived.Count > 0)
                _arrived = [];
            _probes = null;
            _isAlarmed = _isAskedToLeave = _hasOutcome = false;
            _fault = null;
            return true;
        }
    }

    private bool TryTakeOutcome(out IOException? fault)
    {
        lock (_lock)
        {
            fault = _fault;
            if (!_hasOutcome)
                return false;

            _hasOutcome = false;
            _fault = null;
            return true;
        }
    }

    private void Answered()
    {
        lock (_lock)
            _unanswered--;
    }

    /// <summary>Leaves, unless something has arrived meanwhile.</summary>
    private bool TryLeave()
    {
        lock (_lock)
        {
            if (_arrived.Count > 0 || _probes is not null || _isAlarmed || _isAskedToLeave)
                return false;

            IsGone = true;
        }

        _engine.Left(this);
        return true;
    }

    /// <summary>What one turn takes.</summary>
    private readonly record struct Taken(
        List<CallInput> Inputs,
        List<TaskCompletionSource<bool>>? Probes,
        bool IsAlarm,
        bool IsAskedToLeave,
        bool HasOutcome,
        IOException? Fault)
    {
        public bool IsNothing => Inputs.Count == 0 && Probes is null && !IsAlarm && !IsAskedToLeave && !HasOutcome;

        /// <summary>How many pieces of work were counted as begun.</summary>
        public int Activities => Inputs.Count + (Probes?.Count ?? 0) + (IsAlarm ? 1 : 0) + (IsAskedToLeave ? 1 : 0) + (HasOutcome ? 1 : 0);
    }
}
