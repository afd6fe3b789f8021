using CallGrains.Calls.Ids;
using CallGrains.Calls.Pump;
using CallGrains.Embedded.Store;

namespace CallGrains.Embedded.Engine;

/// <summary>
/// One call in memory. Whatever arrives is queued under a short lock; one thread at a time takes what waits and gives it to the
/// pump: whoever brings a command or the end of an event when nobody has the turn, else a thread of the pool. A write that the
/// store does not do at once ends by another arrival.
/// </summary>
internal sealed partial class Mailbox : IThreadPoolWorkItem, IWriteOutcome
{
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
    public PostResult Execute(CommandInput input) => PostNow(input, (CommandTicket)input.Ticket);

    /// <summary>
    /// Queues the end of an event, and takes the turn when nobody has it: the next event of the stream is handed over when this
    /// returns, to a delivery that still has the stream at hand, and no thread is woken for it.
    /// </summary>
    public PostResult Settle(EventSettled input) => PostNow(input, caller: null);

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

    /// <summary>Queues an input, and takes the turn when nobody has it.</summary>
    /// <param name="input">The input.</param>
    /// <param name="caller">Who waits for its answer, counted until then; null when nobody does.</param>
    private PostResult PostNow(CallInput input, CommandTicket? caller)
    {
        lock (_lock)
        {
            if (IsGone)
                return PostResult.Gone;

            if (caller is not null)
            {
                if (_unanswered >= _engine.Options.MaxWaitingCommands)
                    return PostResult.Full;

                _unanswered++;
            }

            _engine.Activity.Enter();
            _arrived.Add(input);
            if (_isQueued)
                return PostResult.Taken;

            _isQueued = true;
        }

        RunTurn(caller, goesOnWithLast: false);
        return PostResult.Taken;
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
