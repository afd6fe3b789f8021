using System.Globalization;
using CallGrains.Delivery.Callbacks;
using CallGrains.Delivery.Destinations;
using CallGrains.Delivery.EventGrid;
using CallGrains.Delivery.Signing;
using CallGrains.Gateway.Hosting;
using CallGrains.Gateway.Hosting.Https;
using CallGrains.Gateway.Tests.Bench;
using Microsoft.Extensions.Configuration;

namespace CallGrains.Gateway.Tests.Hosting;

public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("Stor", "memory")]
    [InlineData("ResourceId", "a b")]
    [InlineData("DataPath", " ")]
    [InlineData("AccessKeys:0", "not base64!")]
    [InlineData("AccessKeys:0", "c2hvcnQ=")]
    [InlineData("ClockSkew", "00:00:00")]
    [InlineData("ClockSkew", "often")]
    [InlineData("Simulator:Enabled", "perhaps")]
    [InlineData("Limits:MaxBodyBytes", "1")]
    [InlineData("Limits:MaxBodyBytes", "many")]
    [InlineData("Limits:MaxJsonDepth", "65")]
    [InlineData("RateLimit:PermitsPerSecond", "0")]
    [InlineData("RateLimit:Burst", "-1")]
    [InlineData("Bearer:Audiences:0", "x")]
    [InlineData("Bearer:MetadataAddress", "http://x/")]
    public void Read_WrongValue_StopsWithOneLineNamingIt(string key, string value)
    {
        var fault = Should.Throw<ConfigurationFaultException>(() => GatewayOptions.Read(Configuration(($"CallGrains:{key}", value)), "DataPath"));
        fault.Message.ShouldContain($"CallGrains:{key.Split(':')[0]}");
        fault.Message.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData("Store", "memory")]
    [InlineData("DataPath", "/data")]
    [InlineData("Simulator:Enable", "true")]
    [InlineData("Limits:MaxBodyByte", "2048")]
    [InlineData("Limits:MaxOperationContext", "9")]
    [InlineData("RateLimit:Bursts", "9")]
    [InlineData("RateLimit:Burst:0", "9")]
    [InlineData("Bearer:Issuer", "x")]
    [InlineData("Bearer:IsConfigured", "true")]
    [InlineData("Bearer:Issuers:0:Name", "x")]
    public void Read_UnknownKey_StopsWithOneLineNamingIt(string key, string value)
    {
        var fault = Should.Throw<ConfigurationFaultException>(() => GatewayOptions.Read(Configuration(($"CallGrains:{key}", value))));
        fault.Message.ShouldStartWith($"CallGrains:{key} is unknown");
        fault.Message.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData("CallGrains:Callbacks:MaxPaus", false)]
    [InlineData("CallGrains:Callbacks:maxpause", true)]
    [InlineData("CallGrains:Callbacks:AllowNetworks:0", true)]
    [InlineData("CallGrains:Callbacks:AllowNetworks:0:x", false)]
    [InlineData("CallGrains:Callbacks:Signing:Issuer", true)]
    [InlineData("CallGrains:Callbacks:Signing:Isuer", false)]
    [InlineData("CallGrains:Callbacks:Log:KeepFor", false)]
    [InlineData("CallGrains:EventGrid:Subscriptions:0:Url", true)]
    [InlineData("CallGrains:EventGrid:Subscriptions:0:Schema", true)]
    [InlineData("CallGrains:EventGrid:Subscriptions:0:To", false)]
    [InlineData("CallGrains:EventGrid", false)]
    public void UnknownKeys_SectionsOfSeveralOptions_OnlyWhatIsReadPasses(string key, bool isKnown)
    {
        var refuse = () => UnknownKeys.Refuse(
            Configuration((key, "1")),
            (DeliveryOptions.Section, typeof(DeliveryOptions)),
            (DestinationOptions.Section, typeof(DestinationOptions)),
            (SigningOptions.Section, typeof(SigningOptions)),
            (EventGridOptions.Section, typeof(EventGridOptions)));
        if (isKnown)
            refuse();
        else
            Should.Throw<ConfigurationFaultException>(refuse).Message.ShouldContain(key.Replace(":KeepFor", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_MalformedKey_IsNotShownWhole()
    {
        const string Key = "a key of one's own with a slip in it";
        Should.Throw<ConfigurationFaultException>(() => GatewayOptions.Read(Configuration(("CallGrains:AccessKeys:0", Key)))).Message.ShouldNotContain(Key);
    }

    [Fact]
    public void CommandLine_ShortForms_BecomeKeys()
    {
        var line = CommandLine.Read(["--store", "memory", "--data=/tmp/x", "--clock", "virtual", "--urls", "http://localhost:1"]);
        var configuration = new ConfigurationBuilder();
        line.AddTo(configuration);
        var read = configuration.Build();
        line.Command.ShouldBeNull();
        (read["CallGrains:Store"], read["CallGrains:DataPath"], read["CallGrains:Clock"], read["urls"]).ShouldBe(("memory", "/tmp/x", "virtual", "http://localhost:1"));
    }

    [Fact]
    public void CommandLine_Words_AreTheSubcommand()
    {
        var line = CommandLine.Read(["certificate", "export", "--data", "x"]);
        (line.Command, line.Verb).ShouldBe(("certificate", "export"));
        Should.Throw<ConfigurationFaultException>(() => CommandLine.Read(["a", "b", "c"])).Message.ShouldContain("'c'");
    }

    [Theory]
    [InlineData("http://localhost:8080", true)]
    [InlineData("http://127.0.0.1:1;https://[::1]:2", true)]
    [InlineData("http://0.0.0.0:1", false)]
    [InlineData("http://*:1", false)]
    [InlineData("http://localhost:1;http://example.org:1", false)]
    public void CheckKeys_DevelopmentKey_OnlyOnTheLoopback(string urls, bool allowed)
    {
        var addresses = Addresses.Read(Configuration(("urls", urls)));
        var options = GatewayOptions.Read(Configuration());
        if (allowed)
            addresses.CheckKeys(options.Access);
        else
            Should.Throw<ConfigurationFaultException>(() => addresses.CheckKeys(options.Access)).Message.ShouldContain("CallGrains:AccessKeys");

        addresses.CheckKeys(GatewayOptions.Read(Configuration(("CallGrains:AllowDevelopmentKey", "true"))).Access);
        addresses.CheckKeys(GatewayOptions.Read(Configuration(("CallGrains:AccessKeys:0", "b3RoZXIta2V5LW9mLXRoZS10ZXN0cy0wMDAwMDAwMDE="))).Access);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("ftp://localhost:1")]
    public void Addresses_Wrong_AreRefusedNamingThem(string url) =>
        Should.Throw<ConfigurationFaultException>(() => Addresses.Read(Configuration(("urls", url)))).Message.ShouldContain(url);

    [Fact]
    public void Certificate_KeptAndRenewed_BeforeItExpires()
    {
        var folder = Directory.CreateTempSubdirectory("callgrains-gateway-");
        try
        {
            var time = new ManualTime(DateTimeOffset.Parse("2026-03-12T10:00:00Z", CultureInfo.InvariantCulture));
            var first = new LocalCertificate(folder.FullName, time).Get();
            first.MatchesHostname("localhost").ShouldBeTrue();
            first.MatchesHostname("127.0.0.1").ShouldBeTrue();
            first.HasPrivateKey.ShouldBeTrue();
            var again = new LocalCertificate(folder.FullName, time);
            again.Get().Thumbprint.ShouldBe(first.Thumbprint);
            time.Now += TimeSpan.FromDays(701);
            again.Get().Thumbprint.ShouldNotBe(first.Thumbprint);
            File.ReadAllText(again.CertificatePath).ShouldNotContain("PRIVATE KEY");
            if (!OperatingSystem.IsWindows())
                File.GetUnixFileMode(Path.Combine(folder.FullName, "https.key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(19)]
    [InlineData(2_000)]
    [InlineData(999_999)]
    public void RateLimit_PermitsPerSecond_AreAllGiven(int permits)
    {
        var bounds = RateLimits.Bounds(new() { PermitsPerSecond = permits });

        (bounds.TokensPerPeriod / bounds.ReplenishmentPeriod.TotalSeconds).ShouldBe(permits, permits * 0.001);
    }

    [Fact]
    public void LocalCertificate_FolderCannotBeUsed_SaysSoInOneLine()
    {
        var folder = Directory.CreateTempSubdirectory("callgrains-certificate-");
        try
        {
            // Root may write anywhere, and so may tests that run as root: a folder in the place of a file is refused to everybody.
            Directory.CreateDirectory(Path.Combine(folder.FullName, "https.key.new"));

            var fault = Should.Throw<IOException>(() => new LocalCertificate(folder.FullName, TimeProvider.System).Get());

            fault.Message.ShouldContain("https.crt");
            fault.Message.ShouldNotContain("\n");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task RateLimit_Exceeded_IsRefusedWithRetryAfter()
    {
        await using var server = await GatewayServer.StartAsync(("RateLimit:PermitsPerSecond", "1"), ("RateLimit:Burst", "2"));
        var answers = new List<Answer>();
        for (var i = 0; i < 4; i++)
            answers.Add(await server.SendAsync("GET", "/nowhere"));
        answers.Take(2).ShouldAllBe(answer => answer.Code == 404);
        var refused = answers.First(answer => answer.Code == 429);
        refused.Refusal.ShouldBe("429 8516 client");
        int.Parse(refused.Headers["Retry-After"], CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
        (await server.SendAsync(server.Request("GET", "/health/live", null))).Code.ShouldBe(200);
    }

    private static IConfigurationRoot Configuration(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value)))
        .Build();
}
