namespace CallGrains.LoadTest.Profiles;

/// <summary>How much load, for how long. Every run is bounded in both.</summary>
/// <param name="Duration">How long the measured part lasts.</param>
/// <param name="MaxWarmUp">How long load may go on unmeasured, until throughput no longer rises.</param>
/// <param name="Workers">How many conversations run side by side in profiles without a fixed rate.</param>
/// <param name="Rate">Conversations begun each second, in profiles with a fixed rate.</param>
/// <param name="Count">How many calls, or participants, where the profile is about a number.</param>
/// <param name="Seed">What random choices follow from.</param>
internal sealed record LoadOptions(TimeSpan Duration, TimeSpan MaxWarmUp, int Workers, double Rate, int Count, int Seed);
