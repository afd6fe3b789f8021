using System.Net;

namespace CallGrains.Delivery.Destinations;

/// <summary>Name resolution.</summary>
public interface INameResolver
{
    /// <summary>The addresses of a name.</summary>
    /// <param name="host">The name, or an address.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The name has none, or nobody could be asked.</exception>
    ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken);
}
