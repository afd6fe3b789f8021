using CallGrains.Calls.Commands;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Moves;

namespace CallGrains.Calls.Pump;

/// <summary>Everything a call can be given. A closed family.</summary>
public abstract record CallInput;

/// <summary>A command of a client.</summary>
/// <param name="Command">What is asked.</param>
/// <param name="Ticket">The host's handle for the answer, given back in <see cref="Answer.Ticket"/>.</param>
public sealed record CommandInput(CallCommand Command, object Ticket) : CallInput;

/// <summary>A message of another call.</summary>
/// <param name="Message">The message.</param>
public sealed record MessageInput(CallMessage Message) : CallInput;

/// <summary>A signal of an endpoint.</summary>
/// <param name="Signal">The signal.</param>
public sealed record SignalInput(EndpointSignal Signal) : CallInput;

/// <summary>An event was delivered, or put with the dead letters: the call owes it no longer.</summary>
/// <param name="Leg">The leg of the event.</param>
/// <param name="Event">The id of the event.</param>
public sealed record EventSettled(ushort Leg, Guid Event) : CallInput;

/// <summary>Time has passed; the host gives this when <see cref="CallPump.NextDue"/> has come.</summary>
public sealed record Tick : CallInput
{
    /// <summary>The one instance.</summary>
    public static Tick Instance { get; } = new();
}
