namespace CallGrains.Simulation.Checks;

/// <summary>What the engine promises, and what the argument of docs/protocol.md rests on. Each is checked after every step.</summary>
internal enum Promise
{
    /// <summary>What was answered with success is in the store.</summary>
    DurableAccept,

    /// <summary>Every accepted operation ends in exactly its terminal event.</summary>
    OneEnd,

    /// <summary>Events say what happened.</summary>
    Truth,

    /// <summary>Events of a stream leave in order; the sequence number rises with every change of the roster.</summary>
    Order,

    /// <summary>CallDisconnected is the last event of a leg.</summary>
    Silence,

    /// <summary>A participation is in exactly one call.</summary>
    OnePlace,

    /// <summary>A repeated request is answered as the first was, and executes nothing.</summary>
    Once,

    /// <summary>A failed transfer, move or add leaves the call usable.</summary>
    UsableAfterFailure,

    /// <summary>A call never has more participants than its limit, people held for a move included.</summary>
    Bounds,

    /// <summary>A roster that is read is exactly who is in the call at that instant.</summary>
    Reads,

    /// <summary>While a move is undecided, the source holds exactly whom it said it holds.</summary>
    ReservedIsHeld,

    /// <summary>Whom the target took is not live in the source, nor held there for another move.</summary>
    TakenIsGone,

    /// <summary>While a move is undecided, nobody has released or acknowledged it.</summary>
    UndecidedIsOpen,

    /// <summary>Once the source acknowledged, it holds nothing of what was taken.</summary>
    AcknowledgedIsDropped,

    /// <summary>Once faults stop and time runs on, nothing is left over.</summary>
    Rest,
}

/// <summary>A promise was broken: a fault of the engine, or of the simulation.</summary>
internal sealed class BrokenPromiseException(Promise promise, string what) : Exception($"{promise}: {what}")
{
    public Promise Promise => promise;
}
