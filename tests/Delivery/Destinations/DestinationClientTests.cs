using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CallGrains.Delivery.Bench;
using CallGrains.Delivery.Log;
using Microsoft.AspNetCore.Hosting;
using NetworkAddress = System.Net.IPAddress;

namespace CallGrains.Delivery.Destinations;

public sealed class DestinationClientTests
{
    [Fact]
    public async Task Send_NameOfARefusedAddress_IsADeadLetterWithTheReason()
    {
        using var client = DeliveryBench.NewClient(resolver: new ScriptedResolver([["10.0.0.7"]]));
        await using var bench = await DeliveryBench.StartAsync(client: client);
        var callback = Sample.Event("https://intranet.example/hook");

        bench.Calls.Owe(callback);
        await bench.SettledAsync(1);

        bench.Record(callback.Id).State.ShouldBe(DeliveryState.Dead);
        bench.Record(callback.Id).LastError.ShouldBe("intranet.example is not allowed: 10.0.0.7 is a private address.");
    }

    [Fact]
    public async Task Send_NameResolvesDifferentlyTheSecondTime_IsCheckedAgain()
    {
        await using var webhook = await Webhook.StartAsync();
        var resolver = new ScriptedResolver([["127.0.0.1"], ["169.254.169.254"]]);
        using var client = DeliveryBench.NewClient(options => options.AllowHttpHosts = ["rebind.example"], resolver);
        await using var bench = await DeliveryBench.StartAsync(client: client);
        // An answer that closes the connection makes the second event resolve the name again.
        webhook.Answer = (context, _) =>
        {
            context.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        };
        var uri = $"http://rebind.example:{new Uri(webhook.BaseUrl).Port}/";
        var (first, second) = (Sample.Event(uri), Sample.Event(uri));

        bench.Calls.Owe(first, second);
        await bench.SettledAsync(2);

        resolver.Asked.ShouldBe(2);
        bench.Record(first.Id).State.ShouldBe(DeliveryState.Delivered);
        bench.Record(second.Id).State.ShouldBe(DeliveryState.Dead);
        bench.Record(second.Id).LastError.ShouldNotBeNull().ShouldContain("169.254.169.254 is a metadata address");
        webhook.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Send_NameWithSeveralAddresses_ConnectsToTheAllowedOnesOnly()
    {
        await using var webhook = await Webhook.StartAsync();
        using var client = DeliveryBench.NewClient(
            options => options.AllowHttpHosts = ["mixed.example"], new ScriptedResolver([["10.0.0.7", "::ffff:192.168.0.1", "127.0.0.1"]]));
        await using var bench = await DeliveryBench.StartAsync(client: client);
        var callback = Sample.Event($"http://mixed.example:{new Uri(webhook.BaseUrl).Port}/");

        bench.Calls.Owe(callback);
        var record = await bench.RecordAsync(callback.Id, record => record.State != DeliveryState.Pending, "its end is in the log");

        record.State.ShouldBe(DeliveryState.Delivered);
        record.Tries.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_SelfSignedCertificateOnLoopback_CountsIfTheOptionSaysSo(bool trust)
    {
        using var certificate = SelfSigned();
        await using var webhook = await Webhook.StartAsync(listen => listen.UseHttps(certificate));
        using var client = DeliveryBench.NewClient(options => options.TrustAnyCertificateOnLoopback = trust);
        await using var bench = await DeliveryBench.StartAsync(client: client);
        var callback = Sample.Event(webhook.Url("/a"));

        bench.Calls.Owe(callback);
        var record = await bench.RecordAsync(callback.Id, record => record.Tries > 0, "the first try is in the log");

        record.State.ShouldBe(trust ? DeliveryState.Delivered : DeliveryState.Pending);
    }

    [Theory]
    [InlineData("10.0.0.1.")]
    [InlineData("127.0.0.1.")]
    [InlineData("１０.0.0.1")]
    public async Task Send_AddressInDisguise_IsCheckedWhenItConnects(string host)
    {
        // Whatever the URI parser takes for a name, the resolver may take for an address.
        using var client = DeliveryBench.NewClient(options => options.AllowNetworks = [], new ScriptedResolver([["10.0.0.1"]]));
        await using var bench = await DeliveryBench.StartAsync(client: client);
        var callback = Sample.Event($"https://{host}/");

        bench.Calls.Owe(callback);
        await bench.SettledAsync(1);

        bench.Record(callback.Id).State.ShouldBe(DeliveryState.Dead);
        bench.Record(callback.Id).LastError.ShouldNotBeNull().ShouldContain("not allowed");
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2_048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    private sealed class ScriptedResolver(string[][] answers) : INameResolver
    {
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public ValueTask<IReadOnlyList<NetworkAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
        {
            var answer = answers[Math.Min(Interlocked.Increment(ref _asked), answers.Length) - 1];
            return new([.. answer.Select(NetworkAddress.Parse)]);
        }
    }
}
