namespace CallGrains.Gateway.Operations;

/// <summary>System time. A type of its own, so that it is not mistaken for the clock that drives the calls.</summary>
/// <param name="Time">The time.</param>
internal sealed record SystemTime(TimeProvider Time);
