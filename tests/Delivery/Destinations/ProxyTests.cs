using System.Net;
using CallGrains.Delivery.Bench;

namespace CallGrains.Delivery.Destinations;

// The proxy of the process is one for all tests: none runs beside this one.
[CollectionDefinition(nameof(ProxyTests), DisableParallelization = true)]
[Collection(nameof(ProxyTests))]
public sealed class ProxyTests
{
    [Fact]
    public async Task Send_ProcessHasAProxy_IsIgnored()
    {
        await using var webhook = await Webhook.StartAsync();
        var before = HttpClient.DefaultProxy;
        // What the environment (http_proxy, ALL_PROXY) is read into, at its first use.
        HttpClient.DefaultProxy = new WebProxy($"http://127.0.0.1:{RawServer.ClosedPort()}");
        try
        {
            await using var bench = await DeliveryBench.StartAsync();
            bench.Calls.Owe(Sample.Event(webhook.Url("/a")));
            await bench.SettledAsync(1);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }

        webhook.Received.Count.ShouldBe(1);
    }
}
