namespace CallGrains.Embedded.Hosting;

/// <summary>Whether the store can be written.</summary>
public interface IStoreHealth
{
    /// <summary>Writes something, durably.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="IOException">The store cannot be written; the message says why.</exception>
    ValueTask CheckAsync(CancellationToken cancellationToken);
}
