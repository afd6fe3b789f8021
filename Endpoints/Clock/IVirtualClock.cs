namespace CallGrains.Endpoints.Clock;

/// <summary>A clock that stands still until it is told to go on. It drives calls and endpoints, nothing else.</summary>
public interface IVirtualClock
{
    /// <summary>The present time of the clock.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Lets time pass: what falls due happens in its order, and has taken effect when this returns.</summary>
    /// <param name="by">How long, not negative.</param>
    /// <param name="cancellationToken">Stops half-way; the clock then stands at the last instant that was reached.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    Task AdvanceAsync(TimeSpan by, CancellationToken cancellationToken = default);
}
