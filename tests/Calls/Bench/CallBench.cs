using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Hosting;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Pump;
using CallGrains.Calls.Replies;
using CallGrains.Calls.State;

namespace CallGrains.Calls.Tests.Bench;

/// <summary>One call on the bench: inputs in by hand, every write succeeds at once, effects are kept for the test to look at.</summary>
internal sealed class CallBench
{
    public const string Callback = "https://app.example/callbacks";

    public static readonly CommunicationIdentifier Alice = CommunicationIdentifier.Parse("8:acs:res_alice");
    public static readonly CommunicationIdentifier Bob = CommunicationIdentifier.Parse("8:acs:res_bob");
    public static readonly CommunicationIdentifier Carol = CommunicationIdentifier.Parse("8:acs:res_carol");
    public static readonly CommunicationIdentifier Phone = CommunicationIdentifier.PhoneNumber("+14255550123");
    public static readonly CommunicationIdentifier CallerId = CommunicationIdentifier.PhoneNumber("+14255550100");

    private readonly CountingIdSource _ids;
    private CallPump _pump;
    private byte[] _stored = [];

    public CallBench(int seed = 1, CallRules? rules = null)
    {
        Rules = rules ?? new();
        _ids = new(seed);
        CallIds = new(new byte[32], "res");
        Key = CallIds.KeyOfRandom(_ids.Next());
        _pump = Load();
    }

    public CallRules Rules { get; }

    public CallIds CallIds { get; }

    public CallKey Key { get; }

    public DateTimeOffset Now { get; private set; } = new(2026, 3, 12, 8, 0, 0, TimeSpan.Zero);

    public List<CallEffect> Effects { get; } = [];

    public CallState? State => _pump.Durable;

    public int Writes { get; private set; }

    public IEnumerable<CallbackEvent> Events => Effects.OfType<Deliver>().Select(static deliver => deliver.Event);

    public IEnumerable<EndpointNotice> Notices => Effects.OfType<Notify>().Select(static notify => notify.Notice);

    public IEnumerable<CallMessage> Messages => Effects.OfType<Send>().Select(static send => send.Message);

    /// <summary>Gives a command and takes its answer; fails when it is not answered at once.</summary>
    public CallReply Ask(CallCommand command)
    {
        var ticket = new object();
        Post(new CommandInput(command, ticket));
        return Effects.OfType<Answer>().Single(answer => answer.Ticket == ticket).Reply;
    }

    public void Signal(EndpointSignal signal) => Post(new SignalInput(signal));

    public void Receive(CallMessage message) => Post(new MessageInput(message));

    public void Advance(TimeSpan by)
    {
        Now += by;
        Post(Tick.Instance);
    }

    public void Post(CallInput input)
    {
        _pump.Post(input, Now);
        Run();
    }

    /// <summary>Lets every event be delivered, and the ones that follow; gives them all in order.</summary>
    public List<CallbackEvent> DeliverAll()
    {
        var delivered = new List<CallbackEvent>();
        while (Events.FirstOrDefault(each => delivered.All(done => done.Id != each.Id)) is { } next)
        {
            delivered.Add(next);
            Post(new EventSettled(next.Stream.Leg, next.Id));
        }

        return delivered;
    }

    /// <summary>The host dies and comes back with what was written.</summary>
    public void Restart()
    {
        Effects.Clear();
        _pump = Load();
        Effects.AddRange(_pump.TakeEffects());
    }

    /// <summary>A created 1:1 call in which the target has answered.</summary>
    public static CallBench Connected(CommunicationIdentifier? target = null, int seed = 1, CallRules? rules = null)
    {
        var bench = new CallBench(seed, rules);
        bench.Ask(new CreateCall([target ?? Alice], Callback) { SourceCallerIdNumber = CallerId, OperationContext = "create" });
        bench.AnswerAll();
        bench.DeliverAll();
        bench.Effects.Clear();
        return bench;
    }

    /// <summary>Every endpoint that rings picks up, and confirms what it is told.</summary>
    public void AnswerAll()
    {
        foreach (var invite in Notices.OfType<Invite>().ToList())
            Signal(new Answered(invite.Participation, invite.Ring));

        foreach (var attached in Notices.OfType<Attached>().ToList())
            Signal(new AttachedReceived(attached.Participation, attached.Hop));
    }

    private CallPump Load() => new(Key, _stored, Rules, CallIds, _ids, Now);

    private void Run()
    {
        Effects.AddRange(_pump.TakeEffects());
        while (_pump.TryBeginWrite(out var write))
        {
            Writes++;
            _stored = write.State.ToArray();
            _pump.WriteDone(Now);
            Effects.AddRange(_pump.TakeEffects());
        }
    }
}
