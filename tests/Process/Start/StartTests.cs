using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using CallGrains.ProcessTests.Rig;

namespace CallGrains.ProcessTests.Start;

/// <summary>What the executable does when it starts and stops.</summary>
public sealed class StartTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("callgrains-start-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Start_Default_PrintsConnectionStringAndToken()
    {
        await using var gateway = await GatewayProcess.StartAsync(folder);
        gateway.ConnectionString.ShouldContain("endpoint=http://127.0.0.1:");
        gateway.Token.ShouldNotBeEmpty();
        using var http = ClientOf(gateway);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", gateway.Token);
        var answer = await http.GetAsync($"calling/callConnections/{Guid.NewGuid()}?api-version=2026-03-12");
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Start_WithoutCredentials_OnlyHealthAndKeysAreOpen()
    {
        await using var gateway = await GatewayProcess.StartAsync(folder);
        using var http = ClientOf(gateway);
        foreach (var open in new[] { "health/live", "health/ready", "calling/.well-known/acsopenidconfiguration", "calling/keys" })
            (await http.GetAsync(open)).StatusCode.ShouldBe(HttpStatusCode.OK, open);
        foreach (var closed in new[] { "simulator/endpoints", $"calling/callConnections/{Guid.NewGuid()}?api-version=2026-03-12" })
            (await http.GetAsync(closed)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, closed);
    }

    [Fact]
    public async Task Stop_Asked_EndsWithZero()
    {
        await using var gateway = await GatewayProcess.StartAsync(folder);
        (await gateway.StopAsync()).ShouldBe(0, gateway.Output + gateway.Errors);
    }

    [Theory]
    [InlineData("--store", "cloud", "Store")]
    [InlineData("--clock", "lunar", "Clock")]
    [InlineData("--CallGrains:AccessKeys:0", "not base64!", "AccessKeys:0")]
    [InlineData("--CallGrains:Simulator:Enabled", "perhaps", "Simulator:Enabled")]
    [InlineData("--CallGrains:Callbacks:MaxPaus", "00:00:01", "CallGrains:Callbacks:MaxPaus")]
    [InlineData("--CallGrains:Callbacks:Log:Keep", "00:00:01", "CallGrains:Callbacks:Log:Keep")]
    [InlineData("--CallGrains:Embedded:MaxIdle", "1", "CallGrains:Embedded:MaxIdle")]
    [InlineData("--CallGrains:Rules:ResendAfter", "0", "CallGrains:Rules:ResendAfter")]
    public async Task Start_WrongValue_StopsWithOneLineNamingIt(string option, string value, string name)
    {
        var urls = $"http://127.0.0.1:{GatewayProcess.FreePort()}";
        var (exitCode, output, errors) = await GatewayProcess.RunAsync("--urls", urls, "--data", folder, option, value);
        exitCode.ShouldNotBe(0);
        var lines = (output + "\n" + errors).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.ShouldHaveSingleItem();
        lines[0].ShouldContain(name);
    }

    [Fact]
    public async Task Start_SecondProcessOnTheSameFolder_IsRefusedWithOneLine()
    {
        await using var first = await GatewayProcess.StartAsync(folder);
        var urls = $"http://127.0.0.1:{GatewayProcess.FreePort()}";
        var (exitCode, output, errors) = await GatewayProcess.RunAsync("--urls", urls, "--data", folder);
        exitCode.ShouldNotBe(0);
        var lines = (output + "\n" + errors).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.ShouldHaveSingleItem();
        lines[0].ShouldContain(folder);
    }

    [Fact]
    public async Task Start_SecondProcessWithHttps_LeavesTheCertificateAlone()
    {
        await using var first = await GatewayProcess.StartAsync(folder);
        var (exitCode, _, _) = await GatewayProcess.RunAsync("--urls", $"https://127.0.0.1:{GatewayProcess.FreePort()}", "--data", folder);
        exitCode.ShouldBe(1);
        File.Exists(Path.Combine(folder, "https.crt")).ShouldBeFalse();
    }

    [Fact]
    public async Task Start_PortInUse_StopsWithOneLineNamingIt()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await StopsNamingAsync($"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");
    }

    // 192.0.2.0/24 is for documents, and of no machine. A port without permission ends the same way.
    [Fact]
    public async Task Start_AddressOfNoMachine_StopsWithOneLineNamingIt() => await StopsNamingAsync($"http://192.0.2.1:{GatewayProcess.FreePort()}");

    [Fact]
    public async Task Start_FolderCannotBeUsedForTheCertificate_StopsWithOneLineNamingIt()
    {
        Directory.CreateDirectory(Path.Combine(folder, "https.key.new"));
        var (exitCode, output, errors) = await GatewayProcess.RunAsync("--urls", $"https://127.0.0.1:{GatewayProcess.FreePort()}", "--data", folder);
        exitCode.ShouldBe(1);
        var lines = (output + "\n" + errors).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.ShouldHaveSingleItem().ShouldContain("https.crt");
    }

    [Fact]
    public async Task Start_WellKnownKeyBeyondThisMachine_IsRefused()
    {
        var urls = $"http://0.0.0.0:{GatewayProcess.FreePort()}";
        var (exitCode, output, errors) = await GatewayProcess.RunAsync("--urls", urls, "--data", folder);
        exitCode.ShouldNotBe(0);
        (output + errors).ShouldContain("AccessKeys");
    }

    [Fact]
    public async Task Start_Https_ServesItsOwnCertificateAndKeepsIt()
    {
        var first = await TrustedCertificateAsync();
        (await TrustedCertificateAsync()).ShouldBe(first);
    }

    [Fact]
    public async Task Token_Command_PrintsATokenTheServerAccepts()
    {
        var (exitCode, output, errors) = await GatewayProcess.RunAsync("token", "--user", People.User(), "--valid", "1h", "--data", folder);
        exitCode.ShouldBe(0, errors);
        output.Trim().Split('.').Length.ShouldBe(3, output);
        await using var gateway = await GatewayProcess.StartAsync(folder);
        using var http = ClientOf(gateway);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", output.Trim());
        var answer = await http.GetAsync($"calling/callConnections/{Guid.NewGuid()}?api-version=2026-03-12");
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task StopsNamingAsync(string url)
    {
        var key = Convert.ToBase64String(new byte[32]);
        var (exitCode, output, errors) = await GatewayProcess.RunAsync("--urls", url, "--data", folder, "--CallGrains:AccessKeys:0", key);
        exitCode.ShouldBe(1);
        var lines = (output + "\n" + errors).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.ShouldHaveSingleItem().ShouldContain(url);
    }

    private static HttpClient ClientOf(GatewayProcess gateway) =>
        new() { BaseAddress = new Uri(gateway.ConnectionString.Split(';')[0]["endpoint=".Length..]) };

    /// <summary>Starts with https, reads the certificate from the data folder as a user would to trust it, and connects.</summary>
    private async Task<string> TrustedCertificateAsync()
    {
        var port = GatewayProcess.FreePort();
        var urls = $"http://127.0.0.1:{GatewayProcess.FreePort()};https://localhost:{port}";
        await using var gateway = await GatewayProcess.StartAsync(folder, "--urls", urls);
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, "https.crt"));
        certificate.MatchesHostname("localhost").ShouldBeTrue(certificate.Subject);
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(certificate);
        using var handler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = trust } };
        using var http = new HttpClient(handler);
        (await http.GetAsync(new Uri($"https://localhost:{port}/health/live"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        return certificate.Thumbprint;
    }
}
