namespace CallGrains.LoadTest.Profiles;

/// <summary>An operation was not accepted; the run goes on with the next.</summary>
internal sealed class RefusedException(string message) : Exception(message);
