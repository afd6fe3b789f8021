using CallGrains.Delivery.Signing;
using CallGrains.LoadTest.Comparing.Delivery;
using CallGrains.LoadTest.Comparing.Servers;
using CallGrains.LoadTest.Measuring;
using CallGrains.LoadTest.Sink;

namespace CallGrains.LoadTest.Comparing.Groups;

/// <summary>
/// What 20 webhooks that never answer cost 180 others of the same host, all begun at once. Each batch is a delivery that knows
/// nothing yet: what it has learnt of webhooks in the batch before would hide the moment that is measured.
/// </summary>
internal sealed class StallGroup : IGroup
{
    private const int Parallelism = 16;
    private const int Legs = 180;
    private const int Batches = 25;
    private const int StalledLegs = 20;

    public string Name => "stalls";

    public int Steps(int rounds) => 1 + (2 * rounds);

    public async Task<IReadOnlyList<Ratio>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        using var sink = await Contender.Sink().StartAsync(cancellationToken);
        await using var signer = await DeliveryRun.SignerAsync(cancellationToken);
        var root = sink.Connection.Endpoint;
        string[] stalled = [.. Enumerable.Range(0, StalledLegs).Select(i => new Uri(root, $"{BareSink.StallPath}/{i}").ToString())];
        List<double> without = [], with = [];
        bench.Step("stalls, warming up");
        _ = await P99Async(signer, root, stalled, cancellationToken);
        for (var round = 0; round < bench.Options.Rounds; round++)
        {
            bench.Step($"without stalls, round {round + 1}");
            without.Add(await P99Async(signer, root, [], cancellationToken));
            bench.Step($"beside stalls, round {round + 1}");
            with.Add(await P99Async(signer, root, stalled, cancellationToken));
        }

        return
        [
            Ratio.Of(
                "stalls", "p99 of a callback when 20 of 200 webhooks of one host begin to stall at once, of p99 without",
                new(with), new(without), 1.5, "ms", atLeast: false, format: "N1"),
        ];
    }

    private static async Task<double> P99Async(CallbackSigner signer, Uri root, string[] stalled, CancellationToken cancellationToken)
    {
        var latency = new LatencyHistogram();
        for (var batch = 0; batch < Batches; batch++)
        {
            await using var run = await DeliveryRun.StartAsync(signer, Parallelism, latency, cancellationToken);
            _ = await run.DeliverAsync(Legs, Legs, leg => new Uri(root, $"{BareSink.Path}/{leg}").ToString(), stalled);
        }

        return latency.Percentile(0.99);
    }
}
