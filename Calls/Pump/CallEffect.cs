using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Replies;

namespace CallGrains.Calls.Pump;

/// <summary>Something the host is to carry out, in the order given. Given only after the write it rests on was done. A closed family.</summary>
public abstract record CallEffect;

/// <summary>Answer a command.</summary>
/// <param name="Ticket">The host's handle of the command.</param>
/// <param name="Reply">The answer.</param>
public sealed record Answer(object Ticket, CallReply Reply) : CallEffect;

/// <summary>Send a message to another call.</summary>
/// <param name="To">The other call.</param>
/// <param name="Message">The message.</param>
public sealed record Send(CallKey To, CallMessage Message) : CallEffect
{
    /// <summary>
    /// Whether what is said rests on a record being absent here. A host in which a stale second owner of a call can exist must
    /// read its store afresh, after the message that is answered arrived, before it sends this.
    /// </summary>
    public bool RestsOnAbsence { get; init; }
}

/// <summary>Tell an endpoint something.</summary>
/// <param name="Notice">What.</param>
public sealed record Notify(EndpointNotice Notice) : CallEffect;

/// <summary>Hand an event to delivery; <see cref="EventSettled"/> is given back once, when it was delivered or is a dead letter.</summary>
/// <param name="Event">The event, the oldest of its stream.</param>
public sealed record Deliver(CallbackEvent Event) : CallEffect;

/// <summary>Put an event with the dead letters without trying: its leg has too many undelivered ones.</summary>
/// <param name="Event">The event.</param>
public sealed record Overflow(CallbackEvent Event) : CallEffect;
