using CallGrains.Calls.Codec;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Hosting;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Owing;
using CallGrains.Calls.Replies;
using CallGrains.Calls.State;
using CallGrains.Calls.Turns;

namespace CallGrains.Calls.Pump;

/// <summary>
/// Drives one call, without I/O: inputs go in, writes and effects come out. Every host runs this pump; a host only carries
/// inputs, bytes and effects. Not safe for concurrent use: a host gives one thing at a time.
/// </summary>
/// <remarks>
/// The loop of a host: <see cref="Post"/> each input that waits; carry out <see cref="TakeEffects"/>; if
/// <see cref="TryBeginWrite"/>, store what it gives in one atomic write, then <see cref="WriteDone"/> (or
/// <see cref="WriteFailed"/>), and carry out <see cref="TakeEffects"/> again. More inputs may be posted while a write is under
/// way. When <see cref="NextDue"/> comes, post a <see cref="Tick"/>. When <see cref="IsIdle"/>, the call may leave memory.
/// </remarks>
public sealed partial class CallPump
{
    private readonly TurnContext _context;
    private readonly Deciding _decide;
    private readonly Outstanding _outstanding;
    private readonly List<Waiting> _waiting = [];
    private readonly List<Debt> _debts = [];
    private readonly EncodedState _encoded = new();
    private List<CallEffect> _ready = [];

    // What rests on the write to come, and on the write under way.
    private List<CallEffect> _staging = [];
    private List<CallEffect>? _writing;

    // As decided; as being written; as written. Acknowledgements are applied to all three: they need no write of their own.
    private CallState? _staged;
    private CallState? _inWrite;
    private CallState? _durable;

    private bool _mustWrite;
    private bool _hasUnwrittenAcknowledgements;

    // The size of the state as decided, when it was last measured.
    private int _size;

    /// <summary>The pump of one call as it was last stored; everything the state owes is taken up at once.</summary>
    /// <param name="key">The call.</param>
    /// <param name="stored">The bytes last written, or empty when the store has none.</param>
    /// <param name="rules">Limits and times.</param>
    /// <param name="callIds">The ids of the engine.</param>
    /// <param name="idSource">Where random ids come from.</param>
    /// <param name="now">The present time, for what is overdue.</param>
    /// <exception cref="InvalidDataException">The bytes are not a call, or of a newer version than this code knows.</exception>
    public CallPump(CallKey key, ReadOnlySpan<byte> stored, CallRules rules, CallIds callIds, IIdSource idSource, DateTimeOffset now)
        : this(key, stored, rules, callIds, idSource, now, CallDecider.Decide)
    {
    }

    /// <summary>A pump whose decisions are not those of the model: the simulation plants defects to see that it finds them.</summary>
    internal CallPump(
        CallKey key, ReadOnlySpan<byte> stored, CallRules rules, CallIds callIds, IIdSource idSource, DateTimeOffset now, Deciding decide)
    {
        _decide = decide;
        _context = new(key, rules, new(key, callIds), idSource);
        _outstanding = new(rules);
        _staged = _durable = stored.IsEmpty ? null : CallStateCodec.Decode(stored);
        _size = stored.Length;
        HandOutDebts(now);
    }

    /// <summary>The call.</summary>
    public CallKey Key => _context.Self;

    /// <summary>The call as last written, for checks and diagnostics; null when it is unknown or forgotten.</summary>
    public CallState? Durable => _durable;

    /// <summary>The call as decided, written or not.</summary>
    internal CallState? Staged => _staged;

    /// <summary>When the next <see cref="Tick"/> is wanted at the latest; null when time changes nothing.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            var next = Deadlines.Earlier(Deadlines.Next(_staged, _context.Rules), _outstanding.NextDue);
            foreach (var waiting in _waiting)
                next = Deadlines.Earlier(next, waiting.Until);

            return next;
        }
    }

    /// <summary>
    /// Whether the call may leave memory: nothing is owed, awaited or staged. What could wait must first be written by
    /// <see cref="TryBeginWrite"/> with flush; <see cref="NextDue"/> must still be kept.
    /// </summary>
    public bool IsIdle =>
        _outstanding.IsEmpty && _waiting.Count == 0 && _writing is null && !_mustWrite && _ready.Count == 0 && _staging.Count == 0;

    /// <summary>Gives an input. Effects that rest on no write are ready at once; the others after the write.</summary>
    /// <param name="input">The input.</param>
    /// <param name="now">The present time.</param>
    public void Post(CallInput input, DateTimeOffset now)
    {
        if (Acknowledgements.IsAcknowledgement(input))
            Acknowledge(input, now);
        else if (input is CommandInput { Command: GetCall or GetParticipants or GetParticipant } read)
            Read(read, now + _context.Rules.HoldWait, now);
        else
            Decide(input, now + _context.Rules.HoldWait, now);

        if (input is Tick)
            TimePassed(now);
    }

    /// <summary>Begins a write when one is needed and none is under way.</summary>
    /// <param name="write">What is to be stored, in one atomic write.</param>
    /// <param name="flush">Whether to write also what could wait (acknowledgements): true when the call is about to leave memory.</param>
    /// <returns>Whether there is something to write.</returns>
    public bool TryBeginWrite(out CallWrite write, bool flush = false)
    {
        write = default;
        if (_writing is not null || !(_mustWrite || (flush && _hasUnwrittenAcknowledgements)))
            return false;

        var forget = _staged is null || Deadlines.IsForgettable(_staged);
        var bytes = forget ? default : _encoded.Lend(_staged!);
        write = new(Key, bytes, forget ? null : Deadlines.Next(_staged, _context.Rules), !forget && Debts.Any(_staged));
        _size = bytes.Length;
        _inWrite = _staged = forget ? null : _staged;
        _writing = _staging;
        _staging = [];
        _ahead = null;
        _mustWrite = false;
        _hasUnwrittenAcknowledgements = false;
        return true;
    }

    /// <summary>The write under way is durable: what rests on it becomes visible.</summary>
    /// <param name="now">The present time.</param>
    public void WriteDone(DateTimeOffset now)
    {
        _ready.AddRange(_writing ?? throw new InvalidOperationException("No write is under way."));
        _encoded.TakeBack();
        _writing = null;
        _durable = _inWrite;
        _inWrite = null;
        HandOutDebts(now);
        RetryWaiting(now);
    }

    /// <summary>
    /// The write under way failed or nobody knows. All that was staged is discarded, its commands are answered 503; the host
    /// carries out <see cref="TakeEffects"/>, drops this pump and loads the call again.
    /// </summary>
    public void WriteFailed()
    {
        foreach (var effect in (_writing ?? []).Concat(_staging))
        {
            if (effect is Answer answer)
                _ready.Add(answer with { Reply = Named(Refusals.StoreUnavailable) });
        }

        foreach (var waiting in _waiting)
            _ready.Add(new Answer(waiting.Input.Ticket, Named(Refusals.StoreUnavailable)));

        _waiting.Clear();
        _writing = null;
        _staging = [];
        _staged = _inWrite = _durable;
        _mustWrite = false;
    }

    /// <summary>Takes the effects that are ready, in order. Empty when there are none.</summary>
    public IReadOnlyList<CallEffect> TakeEffects()
    {
        if (_ready.Count == 0)
            return [];

        var ready = _ready;
        _ready = [];
        return ready;
    }
}
