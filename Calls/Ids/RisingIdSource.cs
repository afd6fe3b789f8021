namespace CallGrains.Calls.Ids;

/// <summary>
/// Ids that rise with time (UUID version 7), the rest of which is random: a store that keeps them in order adds at the end, where
/// entirely random ones would have it rewrite a page of the index for each. For what a call makes: events, participations and moves;
/// whoever sees one learns when it was made.
/// </summary>
/// <param name="time">The clock of the machine.</param>
public sealed class RisingIdSource(TimeProvider time) : IIdSource
{
    /// <inheritdoc/>
    public Guid Next() => Guid.CreateVersion7(time.GetUtcNow());
}
