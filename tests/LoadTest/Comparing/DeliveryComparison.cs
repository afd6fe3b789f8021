using CallGrains.LoadTest.Sink;

namespace CallGrains.LoadTest.Comparing;

/// <summary>Delivery against a bare loop of posts, and with webhooks that never answer against without.</summary>
internal sealed class DeliveryComparison(ComparisonOptions options)
{
    private const int Parallelism = 16;
    private const int Legs = 180;
    private const int StalledLegs = 20;
    private const int EventsOfAllLegs = Legs * 200;

    public async Task<IReadOnlyList<Ratio>> RunAsync(Action<string> step, CancellationToken cancellationToken)
    {
        using var sink = await Contender.Sink().StartAsync(cancellationToken);
        var uri = new Uri(sink.Connection.Endpoint, BareSink.Path).ToString();
        var stalled = new Uri(sink.Connection.Endpoint, BareSink.StallPath).ToString();
        List<double> bare = [], delivered = [], calm = [], beside = [];
        await BareLoop.PostAsync(uri, EventsOfAllLegs, Parallelism, cancellationToken);
        _ = await DeliverAsync(uri, null, cancellationToken);
        for (var round = 0; round < options.Rounds; round++)
        {
            step("callbacks");
            bare.Add(await BareLoop.PostAsync(uri, EventsOfAllLegs, Parallelism, cancellationToken));
            var quiet = await DeliverAsync(uri, null, cancellationToken);
            delivered.Add(quiet.Rate);
            calm.Add(quiet.P99);
            step("callbacks beside stalls");
            beside.Add((await DeliverAsync(uri, stalled, cancellationToken)).P99);
        }

        var (limit, ours) = (new Measurement(bare), new Measurement(delivered));
        var (without, with) = (new Measurement(calm), new Measurement(beside));
        return
        [
            new("callbacks", "callbacks delivered, of a bare loop of HttpClient posts", ours.Median / limit.Median, 0.7, AtLeast: true,
                $"{ours.Median:N0} (±{ours.Spread:P0}) against {limit.Median:N0} (±{limit.Spread:P0}) posts/s"),
            new("stalls", "p99 of a callback while 20 of 200 webhooks never answer, of p99 without", with.Median / without.Median, 1.5, AtLeast: false,
                $"{with.Median:N1} (±{with.Spread:P0}) against {without.Median:N1} (±{without.Spread:P0}) ms"),
        ];
    }

    private static async Task<(double Rate, double P99)> DeliverAsync(string uri, string? stalled, CancellationToken cancellationToken)
    {
        await using var run = await DeliveryRun.StartAsync(Parallelism, cancellationToken);
        var rate = await run.DeliverAsync(uri, Legs, stalled, stalled is null ? 0 : StalledLegs);
        return (rate, run.Latency.Percentile(0.99));
    }
}
