using System.Net;
using System.Net.Sockets;
using CallGrains.Cluster.Tests.Rig;

namespace CallGrains.Cluster.Tests.Start;

/// <summary>What the executable does when it starts.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task Development_Default_KeepsToTheLoopbackAndIsQuiet()
    {
        var port = FreePorts.Next();
        await using var silo = SiloProcess.Start(Ports(port));
        await silo.ReadyAsync();

        using (var near = new TcpClient())
            await near.ConnectAsync(IPAddress.Loopback, port);
        foreach (var address in await Dns.GetHostAddressesAsync(Dns.GetHostName()))
        {
            if (IPAddress.IsLoopback(address))
                continue;

            using var far = new TcpClient(address.AddressFamily);
            _ = await Should.ThrowAsync<SocketException>(() => far.ConnectAsync(address, port), $"{address} is not listened on");
        }

        silo.Output.ShouldNotContain("Orleans.Runtime.Messaging");
    }

    [Fact]
    public async Task Development_AddressGiven_IsTaken()
    {
        const string Address = "127.0.0.2";
        var port = FreePorts.Next();
        await using var silo = SiloProcess.Start(new Dictionary<string, string>(Ports(port)) { ["CallGrains__Cluster__AdvertisedAddress"] = Address });
        await silo.ReadyAsync();

        using var near = new TcpClient();
        await near.ConnectAsync(IPAddress.Parse(Address), port);
        silo.Output.ShouldNotContain("Orleans.Runtime.Messaging");
    }

    private static Dictionary<string, string> Ports(int siloPort) => new()
    {
        ["CallGrains__Cluster__SiloPort"] = $"{siloPort}",
        ["CallGrains__Cluster__GatewayPort"] = $"{FreePorts.Next()}",
    };
}
