using System.Net;
using System.Net.Sockets;
using CallGrains.Cluster.Tests.Rig;
using CallGrains.ProcessTests.Rig;

namespace CallGrains.Cluster.Tests.Start;

/// <summary>What the executable does when it starts, with the store it is given.</summary>
public sealed class StartTests
{
    private const string Secret = "c2VjcmV0LW9mLXRoZS10ZXN0cy1zZWNyZXQtb2YtdGhlLXRlc3RzIQ==";

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

    [Theory]
    [InlineData("PostgreSql", $"Host=127.0.0.1;Port=1;Database=calls;Username=callgrains;Password={Secret}", "127.0.0.1:1/calls")]
    [InlineData(
        "AzureStorage",
        $"DefaultEndpointsProtocol=http;AccountName=calls;AccountKey={Secret};TableEndpoint=http://127.0.0.1:1/calls",
        "http://127.0.0.1:1/calls")]
    public async Task Silo_StoreAway_EndsWithOneLineThatSaysWhat(string provider, string connectionString, string where)
    {
        foreach (var command in provider == "PostgreSql" ? new[] { "migrate", "" } : [""])
        {
            var line = await FailAsync(provider, connectionString, command);
            line.ShouldContain(provider);
            line.ShouldContain(where);
            line.ShouldContain("Connection refused");
            line.ShouldContain("ConnectionStrings:Cluster");
        }
    }

    [Theory]
    [InlineData("PostgreSql", $"Host=127.0.0.1;Password={Secret};{Secret}=x")]
    [InlineData("AzureStorage", $"AccountName=calls;{Secret}")]
    public async Task Silo_WrongConnectionString_EndsWithOneLineThatShowsNothingOfIt(string provider, string connectionString) =>
        (await FailAsync(provider, connectionString)).ShouldContain("ConnectionStrings:Cluster");

    [Fact]
    public async Task Gateway_StoreAway_WaitsAndSaysForWhat()
    {
        await using var gateway = SiloProcess.Start(new Dictionary<string, string>
        {
            ["CallGrains__Role"] = "gateway",
            ["CallGrains__Cluster__Provider"] = "PostgreSql",
            ["ConnectionStrings__Cluster"] = $"Host=127.0.0.1;Port=1;Password={Secret}",
        });
        await Patience.UntilAsync("the line", () => Task.FromResult(gateway.Output.Contains("cannot be joined yet", StringComparison.Ordinal)));
        gateway.Output.ShouldContain("127.0.0.1:1");
        gateway.Output.ShouldNotContain(Secret);
    }

    [Fact]
    public async Task Gateway_StoppedWhileItWaits_EndsWellWithOneMoreLine()
    {
        await using var gateway = SiloProcess.Start(new Dictionary<string, string>(Ports(FreePorts.Next())) { ["CallGrains__Role"] = "gateway" });
        await Patience.UntilAsync("the line", () => Task.FromResult(gateway.Output.Contains("cannot be joined yet", StringComparison.Ordinal)));

        await StopsQuietlyAsync(gateway);
    }

    [PostgreSqlFact]
    public async Task Silo_StoppedWhileItJoins_EndsWellWithOneMoreLine()
    {
        await using var server = await PostgreSqlServer.StartAsync();
        (await SiloProcess.RunAsync(Settings(), "migrate")).ExitCode.ShouldBe(0);
        await using (var lost = SiloProcess.Start(Settings()))
        {
            await lost.ReadyAsync();
            await lost.KillAsync();
        }

        // It asks the one that is lost, and not missed for as long as the test takes, whether they hear each other.
        await using var silo = SiloProcess.Start(Settings());
        await Patience.UntilAsync("a try to join", () => Task.FromResult(silo.Output.Contains("ping responses", StringComparison.Ordinal)));

        await StopsQuietlyAsync(silo);

        Dictionary<string, string> Settings() => new(Ports(FreePorts.Next()))
        {
            ["CallGrains__Role"] = "silo",
            ["CallGrains__Cluster__Provider"] = "PostgreSql",
            ["CallGrains__Cluster__AdvertisedAddress"] = "127.0.0.1",
            ["CallGrains__Cluster__Membership__ProbeTimeout"] = "00:00:30",
            ["ConnectionStrings__Cluster"] = server.ConnectionString,
        };
    }

    [PostgreSqlFact]
    public async Task Silo_DatabaseNotPrepared_EndsWithOneLineThatSaysSo()
    {
        await using var server = await PostgreSqlServer.StartAsync();
        (await FailAsync("PostgreSql", server.ConnectionString)).ShouldContain("migrate");
    }

    [Theory]
    [InlineData("CallGrains:Callbacks:MaxPaus")]
    [InlineData("CallGrains:Callbacks:Log")]
    [InlineData("CallGrains:Cluster:SiloPorts")]
    [InlineData("CallGrains:Cluster:Membership:ProbeTime")]
    [InlineData("CallGrains:Grains:MaxEndpoints")]
    [InlineData("CallGrains:Store")]
    [InlineData("CallGrains:DataPath")]
    public async Task Start_UnknownKey_EndsWithOneLineNamingIt(string key)
    {
        var settings = Ports(FreePorts.Next());
        settings[key.Replace(":", "__", StringComparison.Ordinal)] = "00:00:01";
        var (exitCode, output) = await SiloProcess.RunAsync(settings);
        exitCode.ShouldBe(1, output);
        output.Trim().ShouldBe($"{key} is unknown.");
    }

    private static async Task StopsQuietlyAsync(SiloProcess process)
    {
        (await process.StopAsync()).ShouldBe(0, process.Output);

        process.Output.TrimEnd().ShouldEndWith("Told to stop before the cluster was joined.");
        process.Output.ShouldNotContain("Hosting failed to start");
        process.Output.ShouldNotContain("CanceledException");
    }

    private static Dictionary<string, string> Ports(int siloPort) => new()
    {
        ["CallGrains__Cluster__SiloPort"] = $"{siloPort}",
        ["CallGrains__Cluster__GatewayPort"] = $"{FreePorts.Next()}",
    };

    private static async Task<string> FailAsync(string provider, string connectionString, string command = "")
    {
        var settings = Ports(FreePorts.Next());
        settings["ConnectionStrings__Cluster"] = connectionString;
        settings["CallGrains__Cluster__Provider"] = provider;
        var (exitCode, output) = await SiloProcess.RunAsync(settings, command.Length == 0 ? [] : [command]);
        exitCode.ShouldBe(1, output);
        output.ShouldNotContain(Secret);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ShouldHaveSingleItem();
    }
}
