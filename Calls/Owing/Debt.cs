using CallGrains.Calls.Pump;

namespace CallGrains.Calls.Owing;

/// <summary>The kinds of thing a call can owe.</summary>
internal enum DebtKind : byte
{
    Event,
    Overflow,
    Reserve,
    Reserved,
    Decided,
    Invite,
    Attached,
    Bye,
}

/// <summary>One thing owed, named so that it is recognized when it is owed still.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Id">The event, move or participation.</param>
/// <param name="Turn">The ring or hop, where one matters.</param>
internal readonly record struct DebtKey(DebtKind Kind, Guid Id, long Turn);

/// <summary>One thing owed, and what is to be done about it; null when that was handed out before and its time has not come again.</summary>
internal readonly record struct Debt(DebtKey Key, CallEffect? Effect);
