using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CallGrains.Delivery.Bench;

namespace CallGrains.Delivery.Callbacks;

public sealed class MetricsTests
{
    [Fact]
    public async Task Meter_EventsOfEachFate_AreCounted()
    {
        await using var webhook = await Webhook.StartAsync();
        var failures = 2;
        webhook.Answer = (context, request) =>
        {
            context.Response.StatusCode = request.Path == "/refused" ? 400 : Interlocked.Decrement(ref failures) >= 0 ? 500 : 200;
            return Task.CompletedTask;
        };
        await using var bench = await DeliveryBench.StartAsync();
        using var figures = new Figures(bench.Delivery.Meter);

        bench.Calls.Owe(Sample.Event(webhook.Url("/flaky")), Sample.Event(webhook.Url("/refused"), leg: 2));
        await bench.SettledAsync(2);

        figures["callgrains.delivery.delivered"].ShouldBe(1);
        figures["callgrains.delivery.failed"].ShouldBe(3);
        figures["callgrains.delivery.retried"].ShouldBe(2);
        figures["callgrains.delivery.dead"].ShouldBe(1);
        figures.Count("callgrains.delivery.latency").ShouldBe(4);
        await Eventually.HoldsAsync(() => figures.Observe("callgrains.delivery.queue.length") == 0, "the queue is empty");
        figures.Observe("callgrains.delivery.queue.age").ShouldBe(0);
    }

    [Fact]
    public async Task Meter_EventWaits_ShowsItsAge()
    {
        await using var silent = RawServer.Silent();
        var clock = new ManualTimeProvider();
        await using var bench = await DeliveryBench.StartAsync(time: clock);
        using var figures = new Figures(bench.Delivery.Meter);
        bench.Calls.Owe(Sample.Event($"http://127.0.0.1:{silent.Port}/"));

        clock.Advance(TimeSpan.FromSeconds(5));

        figures.Observe("callgrains.delivery.queue.length").ShouldBe(1);
        figures.Observe("callgrains.delivery.queue.age").ShouldBe(5);
    }

    [Fact]
    public async Task Meter_OldLetterIsSentAgain_CountsItsAgeFromThen()
    {
        await using var silent = RawServer.Silent();
        var clock = new ManualTimeProvider();
        await using var bench = await DeliveryBench.StartAsync(new(), time: clock);
        using var figures = new Figures(bench.Delivery.Meter);
        var callback = Sample.Event($"http://127.0.0.1:{silent.Port}/");
        bench.Delivery.Overflow(callback);
        await bench.SettledAsync(1);

        clock.Advance(TimeSpan.FromDays(3));
        await bench.Log.RedeliverAsync(callback.Id, default);
        clock.Advance(TimeSpan.FromSeconds(2));

        figures.Observe("callgrains.delivery.queue.age").ShouldBe(2);
    }

    /// <summary>The figures of one meter, not of the others that tests beside this one make.</summary>
    private sealed class Figures : IDisposable
    {
        private readonly ConcurrentDictionary<string, double> _last = new(StringComparer.Ordinal);
        private readonly ConcurrentQueue<(string Name, double Value)> _seen = new();
        private readonly MeterListener _listener = new();

        public Figures(Meter meter)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter, meter))
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => _seen.Enqueue((instrument.Name, value)));
            _listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => _last[instrument.Name] = value);
            _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) =>
            {
                _seen.Enqueue((instrument.Name, value));
                _last[instrument.Name] = value;
            });
            _listener.Start();
        }

        public double this[string name] => _seen.Where(seen => seen.Name == name).Sum(seen => seen.Value);

        public int Count(string name) => _seen.Count(seen => seen.Name == name);

        public double Observe(string name)
        {
            _listener.RecordObservableInstruments();
            return _last[name];
        }

        public void Dispose() => _listener.Dispose();
    }
}
