using System.Net;
using System.Net.Sockets;

namespace CallGrains.Cluster.Tests.Rig;

internal static class FreePorts
{
    /// <summary>A port nobody listens on at present.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
