using CallGrains.Calls.Codec;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Hosting;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Pump;
using CallGrains.Calls.Replies;
using CallGrains.Calls.State;

namespace CallGrains.Calls.Tests.Bench;

/// <summary>One call on the bench: inputs in by hand, every write succeeds at once unless held, effects are kept for the test to look at.</summary>
internal sealed partial class CallBench
{
    private readonly CountingIdSource _ids;
    private readonly HashSet<Guid> _settled = [];
    private CallPump _pump;
    private byte[] _stored = [];
    private CallWrite? _writing;

    public CallBench(int seed = 1, CallRules? rules = null)
    {
        Rules = rules ?? new();
        _ids = new(seed);
        CallIds = new(new byte[32], "res");
        Key = CallIds.KeyOfRandom(_ids.Next());
        _pump = Load();
    }

    public CallRules Rules { get; private set; }

    public CallIds CallIds { get; }

    public CallKey Key { get; }

    public DateTimeOffset Now { get; private set; } = new(2026, 3, 12, 8, 0, 0, TimeSpan.Zero);

    /// <summary>While true, writes begin and stay under way until <see cref="FinishWrite"/> or <see cref="FailWrite"/>.</summary>
    public bool HoldsWrites { get; set; }

    public List<CallEffect> Effects { get; } = [];

    public CallPump Pump => _pump;

    public CallState? State => _pump.Durable;

    public int StoredSize => _stored.Length;

    public CallWrite LastWrite { get; private set; }

    public int Writes { get; private set; }

    public IEnumerable<CallbackEvent> Events => Effects.OfType<Deliver>().Select(static deliver => deliver.Event);

    public IEnumerable<CallbackEvent> DeadLetters => Effects.OfType<Overflow>().Select(static overflow => overflow.Event);

    public IEnumerable<EndpointNotice> Notices => Effects.OfType<Notify>().Select(static notify => notify.Notice);

    public IEnumerable<CallMessage> Messages => Effects.OfType<Send>().Select(static send => send.Message);

    /// <summary>Gives a command and takes its answer; fails when it is not answered at once.</summary>
    public CallReply Ask(CallCommand command) =>
        ReplyTo(Begin(command)) ?? throw new InvalidOperationException($"{command.GetType().Name} was not answered at once.");

    /// <summary>Gives a command that is expected to be accepted.</summary>
    public AcceptedReply Accept(CallCommand command) => Ask(command).ShouldBeOfType<AcceptedReply>();

    /// <summary>Gives a command that is expected to be refused.</summary>
    public Refusal Refuse(CallCommand command)
    {
        var refusal = Ask(command).ShouldBeOfType<Refusal>();
        refusal.Message.ShouldNotBeNullOrWhiteSpace();
        return refusal;
    }

    /// <summary>Gives a command that may be answered later.</summary>
    public object Begin(CallCommand command)
    {
        var ticket = new object();
        Post(new CommandInput(command, ticket));
        return ticket;
    }

    public CallReply? ReplyTo(object ticket) => Effects.OfType<Answer>().SingleOrDefault(answer => answer.Ticket == ticket)?.Reply;

    public void Signal(EndpointSignal signal) => Post(new SignalInput(signal));

    public void Receive(CallMessage message) => Post(new MessageInput(message));

    /// <summary>Time passes and the host keeps what is due.</summary>
    public void Advance(TimeSpan by)
    {
        Pass(by);
        Post(Tick.Instance);
    }

    /// <summary>Time passes, and the host is late; or the clock is set.</summary>
    public void Pass(TimeSpan by) => Now += by;

    public void Post(CallInput input)
    {
        _pump.Post(input, Now);
        Run();
    }

    /// <summary>Lets every event be delivered, and the ones that follow; gives those not given before, in order.</summary>
    public List<CallbackEvent> DeliverAll()
    {
        var delivered = new List<CallbackEvent>();
        while (Events.FirstOrDefault(each => !_settled.Contains(each.Id)) is { } next)
        {
            delivered.Add(next);
            Settle(next);
        }

        return delivered;
    }

    public void Settle(CallbackEvent happened)
    {
        _settled.Add(happened.Id);
        Post(new EventSettled(happened.Stream.Leg, happened.Id));
    }

    /// <summary>What the legs are told from here on, one line an event: <c>leg Kind code/subCode</c>.</summary>
    public IReadOnlyList<string> Told() => [.. DeliverAll().Select(static each =>
        $"{each.Stream.Leg} {each.Kind} {each.Result.Code}/{each.Result.SubCode}")];

    /// <summary>The write under way becomes durable.</summary>
    public void FinishWrite()
    {
        var write = _writing ?? throw new InvalidOperationException("No write is under way.");
        _writing = null;
        _stored = write.State.ToArray();
        _pump.WriteDone(Now);
        Run();
    }

    /// <summary>The write under way is lost: the host drops the call and loads it again.</summary>
    public void FailWrite()
    {
        _writing = null;
        _pump.WriteFailed();
        Effects.AddRange(_pump.TakeEffects());
        _pump = Load();
        Run();
    }

    /// <summary>The call is about to leave memory: what could wait is written.</summary>
    public void Flush()
    {
        if (_pump.TryBeginWrite(out var write, flush: true))
            Begin(write);
    }

    /// <summary>The host dies and comes back with what was written.</summary>
    public void Restart()
    {
        Effects.Clear();
        _settled.Clear();
        _writing = null;
        _pump = Load();
        Run();
    }

    /// <summary>The host stops, and comes back with other rules.</summary>
    public CallBench ReloadedUnder(CallRules rules)
    {
        Flush();
        Rules = rules;
        Restart();
        return this;
    }

    /// <summary>The host comes back to a call that has had a longer life than a test can give it.</summary>
    public CallBench Rewritten(Func<CallState, CallState> change)
    {
        _stored = CallStateCodec.Encode(change(State!));
        Restart();
        return this;
    }

    private CallPump Load() => new(Key, _stored, Rules, CallIds, _ids, Now);

    private void Run()
    {
        Effects.AddRange(_pump.TakeEffects());
        while (_writing is null && _pump.TryBeginWrite(out var write))
            Begin(write);
    }

    private void Begin(CallWrite write)
    {
        Writes++;
        LastWrite = write with { State = write.State.ToArray() };
        _writing = write;
        if (!HoldsWrites)
            FinishWrite();
    }
}
