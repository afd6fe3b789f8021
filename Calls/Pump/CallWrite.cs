using CallGrains.Calls.Ids;

namespace CallGrains.Calls.Pump;

/// <summary>One write of one call.</summary>
/// <param name="Key">The row.</param>
/// <param name="State">
/// The bytes to store, or empty to delete the row: the call is settled and forgotten. They are lent until the pump is told that the
/// write is done: calls that remember hundreds of requests are some ten thousand bytes each, and a new array for each write was half of
/// what a move allocated.
/// </param>
/// <param name="Due">When the call next needs time, even if it is not in memory; null when it does not.</param>
/// <param name="Owes">Whether the call owes something: such calls are loaded when the host starts.</param>
public readonly record struct CallWrite(CallKey Key, ReadOnlyMemory<byte> State, DateTimeOffset? Due, bool Owes);
