using CallGrains.Calls.Commands;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Pump;
using CallGrains.Calls.State;
using CallGrains.Calls.Turns;

namespace CallGrains.Simulation.Defects;

/// <summary>One decision about to be made, for a defect to spoil before or after it is.</summary>
internal sealed record Decision(CallState? State, CallInput Input, TurnContext Context, DateTimeOffset Now, bool RosterReadsWait)
{
    public CallCommand? Command => (Input as CommandInput)?.Command;

    public CallMessage? Message => (Input as MessageInput)?.Message;

    public EndpointSignal? Signal => (Input as SignalInput)?.Signal;

    /// <summary>The hold the message is about, if there is one.</summary>
    public Hold? Hold => Message is { } message ? State?.Holds.FirstOrDefault(hold => hold.Move == message.Move) : null;

    /// <summary>What the engine decides.</summary>
    public Turn Make() => CallDecider.Decide(State, Input, Context, Now, RosterReadsWait);

    /// <summary>What the engine decides, and what is made of it.</summary>
    public Turn Make(Func<CallState, CallState> spoil)
    {
        var turn = Make();
        if (turn.Exists)
            turn.State = spoil(turn.State);

        return turn;
    }

    /// <summary>The events the turn adds.</summary>
    public IEnumerable<PendingEvent> Added(CallState after) =>
        after.Outbox.Where(pending => State?.Outbox.Contains(pending) != true);
}
