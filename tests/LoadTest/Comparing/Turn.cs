using CallGrains.LoadTest.Comparing.Servers;
using CallGrains.LoadTest.Profiles;

namespace CallGrains.LoadTest.Comparing;

/// <summary>One of those that take turns.</summary>
/// <param name="Contender">What is measured.</param>
/// <param name="Profile">Under which load.</param>
/// <param name="Load">How much of it.</param>
internal sealed record Turn(Contender Contender, string Profile, LoadOptions Load);
