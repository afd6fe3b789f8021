using CallGrains.Calls.FarSide;

namespace CallGrains.Calls.Pump;

/// <summary>
/// Lets calls and endpoints exchange what they owe each other before anything of it is written, where one atomic write can hold
/// all of them: a move is then one write instead of four, an add one instead of three. Nobody waits for anybody: what cannot take
/// part is told after the write, as between nodes.
/// </summary>
/// <remarks>
/// Nothing can be observed that could not be with a write for each step: it is the run in which no crash happens in between, for
/// answers and events leave only after the write. If that fails, every call in the turn is loaded again as it was before.
/// </remarks>
/// <param name="host">Who lends the calls, and writes them afterwards.</param>
/// <param name="now">The present time.</param>
public sealed class JointTurn(IJointHost host, DateTimeOffset now)
{
    // Calls of the largest size connect and end within it. What is beyond it goes the long way.
    private const int MaxInputs = 2_000;

    private readonly Queue<(CallPump Pump, CallInput Input)> _inputs = new();
    private readonly List<CallPump> _touched = [];
    private int _taken;

    /// <summary>
    /// Told of each message before it is taken, and of each notice before the endpoint is asked, which may leave it: the simulation
    /// judges the states in between.
    /// </summary>
    internal Action<CallPump, CallEffect>? Taking { get; init; }

    /// <summary>Lets a call that wants to write tell the others first, and hear their answers, until nobody has more to say.</summary>
    /// <param name="pump">The call.</param>
    public void Run(CallPump pump)
    {
        Offer(pump);
        while (_inputs.Count > 0)
        {
            _touched.Clear();
            while (_inputs.TryDequeue(out var next))
            {
                next.Pump.PostAhead(next.Input, now);
                if (!_touched.Contains(next.Pump))
                    _touched.Add(next.Pump);
            }

            foreach (var touched in _touched)
                Offer(touched);
        }
    }

    private void Offer(CallPump pump) => pump.OfferAhead((Turn: this, Pump: pump), static (from, effect) => from.Turn.Take(from.Pump, effect));

    private bool Take(CallPump pump, CallEffect effect)
    {
        if (_taken >= MaxInputs)
            return false;

        switch (effect)
        {
            case Send send when host.Enlist(send.To) is { } receiver:
                Taking?.Invoke(pump, effect);
                Add(receiver, new MessageInput(send.Message));
                return true;
            case Notify notify:
                Taking?.Invoke(pump, effect);
                return host.TryNotify(notify.Notice, Hear);
            default:
                return false;
        }
    }

    private void Hear(CallPump pump, EndpointSignal signal) => Add(pump, new SignalInput(signal));

    private void Add(CallPump pump, CallInput input)
    {
        _taken++;
        _inputs.Enqueue((pump, input));
    }
}
