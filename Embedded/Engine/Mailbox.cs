using CallGrains.Calls.Ids;
using CallGrains.Calls.Pump;
using CallGrains.Embedded.Store;

namespace CallGrains.Embedded.Engine;

/// <summary>
/// One call in memory. Whatever arrives is queued under a short lock; one thread at a time takes what waits and gives it to the
/// pump: whoever brings a command when nobody has the turn, else a thread of the pool. Nobody waits for a disk here: a write
/// ends by another arrival.
/// </summary>
internal sealed partial class Mailbox : IThreadPoolWorkItem, IWriteOutcome
{
    private static readonly List<CallInput> Nothing = [];

    private readonly Lock _lock = new();
    private readonly EmbeddedEngine _engine;

    // Guarded by the lock.
    private List<CallInput> _arrived = [];
    private List<TaskCompletionSource<bool>>? _probes;
    private int _unanswered;
    private bool _isAlarmed;
    private bool _isAskedToLeave;
    private volatile bool _isAskedToLeaveNow;
    private bool _isQueued;
    private bool _hasOutcome;
    private IOException? _fault;
    private int _isCountedIn;

    public Mailbox(CallKey key, EmbeddedEngine engine)
    {
        Key = key;
        _engine = engine;
    }

    public CallKey Key { get; }

    /// <summary>Whether the call has left memory; whoever holds this looks for it again.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Queues an input.</summary>
    public PostResult Post(CallInput input)
    {
        lock (_lock)
        {
            if (IsGone)
                return PostResult.Gone;
            if (_arrived.Count >= _engine.Options.MaxWaitingInputs)
                return PostResult.Full;

            _engine.Activity.Enter();
            _arrived.Add(input);
            Queue();
            return PostResult.Taken;
        }
    }

    /// <summary>
    /// Queues a command, and takes the turn when nobody has it: a read is answered when this returns, and needs no thread but
    /// the caller's (which more than halves what a read costs).
    /// </summary>
    public PostResult Execute(CommandInput input)
    {
        var ticket = (CommandTicket)input.Ticket;
        lock (_lock)
        {
            if (IsGone)
                return PostResult.Gone;
            if (_unanswered >= _engine.Options.MaxWaitingCommands)
                return PostResult.Full;

            _unanswered++;
            _engine.Activity.Enter();
            _arrived.Add(input);
            if (_isQueued)
                return PostResult.Taken;

            _isQueued = true;
        }

        RunTurn(ticket, goesOnWithLast: false);
        return PostResult.Taken;
    }

    /// <summary>
    /// Queues the end of an event, and takes the turn when nobody has it: the next event of the stream is handed over when this
    /// returns, to a delivery that still has the stream at hand, and no thread is woken for it.
    /// </summary>
    public PostResult Settle(EventSettled input)
    {
        lock (_lock)
        {
            if (IsGone)
                return PostResult.Gone;

            _engine.Activity.Enter();
            _arrived.Add(input);
            if (_isQueued)
                return PostResult.Taken;

            _isQueued = true;
        }

        RunTurn(caller: null, goesOnWithLast: false);
        return PostResult.Taken;
    }

    /// <summary>Lets the call look at the clock.</summary>
    public bool Alarm()
    {
        lock (_lock)
        {
            if (IsGone)
                return false;

            if (!_isAlarmed)
            {
                _engine.Activity.Enter();
                _isAlarmed = true;
                Queue();
            }

            return true;
        }
    }

    /// <summary>Brings the call into memory, and asks whether it is going on.</summary>
    /// <returns>False when the mailbox is gone.</returns>
    public bool Probe(TaskCompletionSource<bool> probe)
    {
        lock (_lock)
        {
            if (IsGone)
                return false;

            _engine.Activity.Enter();
            (_probes ??= []).Add(probe);
            Queue();
            return true;
        }
    }

    /// <summary>Lets the call leave memory, unless it is in use.</summary>
    public void AskToLeave()
    {
        lock (_lock)
        {
            if (IsGone || _isAskedToLeave)
                return;

            _engine.Activity.Enter();
            _isAskedToLeave = true;
            Queue();
        }
    }

    /// <summary>Lets the call leave memory however lately it was used.</summary>
    public void LeaveNow()
    {
        lock (_lock)
            _isAskedToLeaveNow = true;
        AskToLeave();
    }

    /// <summary>Whether the one who asks is the first.</summary>
    public bool TryCountIn() => Interlocked.Exchange(ref _isCountedIn, 1) == 0;

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

        GiveTurnAway(caller, goesOnWithLast);
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

/// <summary>What became of an input.</summary>
internal enum PostResult : byte
{
    /// <summary>It waits for its turn.</summary>
    Taken,

    /// <summary>Too much waits already.</summary>
    Full,

    /// <summary>The call has left memory meanwhile.</summary>
    Gone,
}
