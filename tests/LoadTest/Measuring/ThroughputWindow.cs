namespace CallGrains.LoadTest.Measuring;

/// <summary>What was done in a short piece of a run.</summary>
/// <param name="Second">When it ended, from the begin of the measured part.</param>
/// <param name="PerSecond">Operations a second in it.</param>
internal sealed record ThroughputWindow(double Second, double PerSecond);
