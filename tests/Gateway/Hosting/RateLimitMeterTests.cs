using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CallGrains.Gateway.Tests.Bench;
using CallGrains.Shared;

namespace CallGrains.Gateway.Tests.Hosting;

/// <summary>What docs/operations.md says of refused requests: they show in the durations of requests, and have no instrument of their own.</summary>
public sealed class RateLimitMeterTests
{
    [Fact]
    public async Task Request_RefusedByTheRateLimit_ShowsInTheDurationsAlone()
    {
        var refused = new ConcurrentBag<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listening) =>
            {
                if (instrument.Meter.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal))
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Look(instrument, tags));
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Look(instrument, tags));
        listener.Start();
        await using var gateway = await GatewayServer.StartAsync(("RateLimit:Burst", "1"), ("RateLimit:PermitsPerSecond", "1"));

        for (var i = 0; i < 3; i++)
            _ = await gateway.SendAsync("GET", "/openapi/v1.json");

        await Eventually.HoldsAsync(() => refused.Contains("http.server.request.duration"), "a refused request among the durations");
        refused.ShouldAllBe(static name => name == "http.server.request.duration");

        void Look(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var (name, value) in tags)
            {
                if (name == "http.response.status_code" && value is 429)
                    refused.Add(instrument.Name);
            }

            if (instrument.Name.StartsWith("aspnetcore.rate_limiting", StringComparison.Ordinal))
                refused.Add(instrument.Name);
        }
    }
}
