using CallGrains.Calls.Commands;

namespace CallGrains.Calls.State;

/// <summary>A request that was executed and must not be executed again.</summary>
/// <param name="Request">The client's id and the hash of what was asked.</param>
/// <param name="At">When it was executed.</param>
/// <param name="Leg">The leg it made, when it made one.</param>
/// <param name="Result">The id it made, when it made one.</param>
public sealed record RepeatRecord(Repeatability Request, DateTimeOffset At, ushort Leg, Guid Result);
