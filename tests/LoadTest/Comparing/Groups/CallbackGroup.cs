using CallGrains.Delivery.Signing;
using CallGrains.LoadTest.Comparing.Delivery;
using CallGrains.LoadTest.Comparing.Servers;
using CallGrains.LoadTest.Sink;

namespace CallGrains.LoadTest.Comparing.Groups;

/// <summary>Delivery against a bare loop of posts.</summary>
internal sealed class CallbackGroup : IGroup
{
    private const int Parallelism = 16;
    private const int LegsAtOnce = 200;
    private const int Legs = 6_000;
    private const int Events = Legs * DeliveryRun.EventsOfALeg;

    public string Name => "callbacks";

    public int Steps(int rounds) => 1 + rounds;

    public async Task<IReadOnlyList<Ratio>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        using var sink = await Contender.Sink().StartAsync(cancellationToken);
        var uri = new Uri(sink.Connection.Endpoint, BareSink.Path).ToString();
        await using var signer = await DeliveryRun.SignerAsync(cancellationToken);
        List<double> bare = [], delivered = [];
        bench.Step("callbacks, warming up");
        for (var i = 0; i < 2; i++)
        {
            _ = await BareLoop.PostAsync(uri, Events, Parallelism, cancellationToken);
            _ = await DeliverAsync(signer, uri, cancellationToken);
        }

        for (var round = 0; round < bench.Options.Rounds; round++)
        {
            bench.Step($"callbacks, round {round + 1}");
            bare.Add(await BareLoop.PostAsync(uri, Events, Parallelism, cancellationToken));
            delivered.Add(await DeliverAsync(signer, uri, cancellationToken));
        }

        return [Ratio.Of("callbacks", "callbacks delivered, of a bare loop of HttpClient posts", new(delivered), new(bare), 0.7, "posts/s")];
    }

    private static async Task<double> DeliverAsync(CallbackSigner signer, string uri, CancellationToken cancellationToken)
    {
        await using var run = await DeliveryRun.StartAsync(signer, Parallelism, new(), cancellationToken);
        return await run.DeliverAsync(Legs, LegsAtOnce, _ => uri);
    }
}
