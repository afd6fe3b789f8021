using System.Collections.Immutable;
using CallGrains.Calls.Codec;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Pump;
using CallGrains.Calls.State;
using CallGrains.Calls.Turns;
using CallGrains.Simulation.Checks;
using CallGrains.Simulation.Defects;

namespace CallGrains.Simulation.Exploration;

/// <summary>
/// Tries everything: every message ever sent may arrive at any time, any number of times, or never; every step from outside at any
/// moment; every host crashes between any two steps. Breadth first, so that the first broken promise has the shortest trace.
/// </summary>
/// <remarks>
/// A crash before a write is an input that never came. A crash after it is a message that was sent and never arrives: what is
/// owed is sent again when the call is loaded, which is at every step. So neither needs a branch of its own.
/// </remarks>
internal sealed class Explorer
{
    private const int MaxNodes = 400_000;
    private static readonly DateTimeOffset Now = new(2026, 3, 12, 8, 0, 0, TimeSpan.Zero);

    private readonly Scenario _scenario;
    private readonly Deciding _deciding;
    private readonly SeededIds _ids = new();
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<Send> _messages = [];
    private readonly NodeChecks _checks;

    private Explorer(Scenario scenario, Defect? defect)
    {
        _scenario = scenario;
        _deciding = defect is null ? CallDecider.Decide : defect.Decide;
        _checks = new(scenario, _messages);
    }

    /// <summary>Explores all of a scenario.</summary>
    /// <returns>The number of different states.</returns>
    /// <exception cref="BrokenPromiseException">A promise was broken; the message has the shortest way there.</exception>
    public static int Explore(Scenario scenario, Defect? defect = null) => new Explorer(scenario, defect).Run();

    private int Run()
    {
        var rows = _scenario.Calls.Select(static call => CallStateCodec.Encode(call)).ToImmutableArray();
        var first = new Node(rows, 0, 0, ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal));
        var seen = new HashSet<string> { first.Key() };
        var queue = new Queue<Node>([first]);
        while (queue.TryDequeue(out var node))
        {
            foreach (var next in Successors(node))
            {
                if (!seen.Add(next.Key()))
                    continue;

                Check(next, () => _checks.Check(next));
                Check(next, () => _checks.CheckRest(Drain(next)));
                queue.Enqueue(next);
            }

            if (seen.Count > MaxNodes)
                throw new InvalidOperationException($"The scenario has more than {MaxNodes} states.");
        }

        return seen.Count;
    }

    private static void Check(Node node, Action check)
    {
        try
        {
            check();
        }
        catch (BrokenPromiseException broken)
        {
            throw new BrokenPromiseException(broken.Promise, $"{broken.Message}{Environment.NewLine}{node.Trace()}");
        }
    }

    private IEnumerable<Node> Successors(Node node)
    {
        for (var i = 0; i < _messages.Count; i++)
        {
            if ((node.Messages & ((UInt128)1 << i)) != 0)
                yield return Deliver(node, i);
        }

        for (var i = 0; i < _scenario.Steps.Count; i++)
        {
            var step = _scenario.Steps[i];
            if ((node.Done & (1 << i)) != 0)
                continue;

            var next = Give(node, step.Call, step.Name, Now, step.Inputs, step.Context);

            // A command that waits for somebody held is not answered yet: it may come again.
            var isDone = !step.IsRepeated && !(next.Memory.SequenceEqual(node.Memory) && RowComparer.Instance.Equals(next.Rows[step.Call], node.Rows[step.Call]));
            yield return isDone ? next with { Done = next.Done | (1 << i) } : next;
        }

        for (var call = 0; _scenario.MovesTimeOut && call < node.Rows.Length; call++)
        {
            if (NodeChecks.StateOf(node, call)?.Moves.Any(static move => !move.IsCommitted) == true)
                yield return Give(node, call, $"moves into {call} time out", Now + _scenario.Rules.MoveTimeout, [static _ => Tick.Instance]);
        }
    }

    private Node Deliver(Node node, int message) =>
        Give(node, NumberOf(_messages[message].To), Name(_messages[message]), Now, [_ => new MessageInput(_messages[message].Message)]);

    // Faults have stopped: what is owed arrives, and so do the answers, until nothing changes any more.
    private Node Drain(Node node)
    {
        for (var round = 0; round < 20; round++)
        {
            var before = node;
            for (var call = 0; call < node.Rows.Length; call++)
                node = Give(node, call, "load", Now, []);

            for (var i = 0; i < _messages.Count; i++)
            {
                if ((node.Messages & ((UInt128)1 << i)) != 0)
                    node = Deliver(node, i);
            }

            if (node.Rows.SequenceEqual(before.Rows, RowComparer.Instance) && node.Messages == before.Messages)
                return node;
        }

        throw new BrokenPromiseException(Promise.Rest, "The calls do not come to rest.");
    }

    // Loads one call, gives it inputs, writes, and lets endpoints and webhooks confirm all they are told.
    private Node Give(Node node, int call, string name, DateTimeOffset now, IReadOnlyList<Func<CallState?, CallInput?>> inputs, string? context = null)
    {
        var key = _scenario.Calls[call].Key;
        _ids.DrawFor(name);
        var pump = new CallPump(key, node.Rows[call], _scenario.Rules, _scenario.CallIds, _ids, now, _deciding);
        var memory = node.Memory.ToBuilder();
        var messages = node.Messages;
        CarryOut(pump, call, memory, ref messages);
        foreach (var input in inputs)
        {
            if (input(pump.Durable) is not { } given)
                continue;

            pump.Post(given, now);
            CarryOut(pump, call, memory, ref messages, context);
        }

        // How often the roster changed, and nothing else, may differ between two ways to one state.
        var row = pump.Durable is { } state ? CallStateCodec.Encode(state with { Sequence = 0, LastRing = 0 }) : [];
        return new(node.Rows.SetItem(call, row), messages, node.Done, memory.ToImmutable()) { Parent = node, Step = name };
    }

    private void CarryOut(CallPump pump, int call, ImmutableSortedDictionary<string, int>.Builder memory, ref UInt128 messages, string? context = null)
    {
        while (true)
        {
            foreach (var effect in pump.TakeEffects())
            {
                NodeChecks.Remember(call, effect, memory, context);
                if (effect is Send send)
                    messages |= (UInt128)1 << NumberOf(send);
                else if (Confirmation(effect) is { } confirmation)
                    pump.Post(confirmation, Now);
            }

            if (pump.TryBeginWrite(out _, flush: true))
                pump.WriteDone(Now);
            else if (pump.TakeEffects() is { Count: 0 })
                return;
        }
    }

    private static CallInput? Confirmation(CallEffect effect) => effect switch
    {
        Deliver deliver => new EventSettled(deliver.Event.Stream.Leg, deliver.Event.Id),
        Notify { Notice: Attached attached } => new SignalInput(new AttachedReceived(attached.Participation, attached.Hop)),
        Notify { Notice: Invite invite } => new SignalInput(new InviteReceived(invite.Participation, invite.Ring)),
        Notify { Notice: Bye bye } => new SignalInput(new ByeReceived(bye.Participation, bye.Ring)),
        _ => null,
    };

    private static int NumberOf(CallKey key) => (int)key.Value - 1;

    private int NumberOf(Send send)
    {
        var name = Name(send);
        if (_numbers.TryGetValue(name, out var number))
            return number;

        _numbers.Add(name, _messages.Count);
        _messages.Add(send);
        return _messages.Count <= 128 ? _messages.Count - 1 : throw new InvalidOperationException("The scenario has more than 128 messages.");
    }

    private static string Name(Send send) => $"{NumberOf(send.Message.From)} -> {NumberOf(send.To)} {History.Describe(send)}";

    private sealed class RowComparer : IEqualityComparer<byte[]>
    {
        public static RowComparer Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => obj.Length;
    }
}
