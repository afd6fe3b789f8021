using CallGrains.Delivery.Bench;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallGrains.Delivery.Log;

/// <summary>Everything waits for the loop that writes: it outlives what nobody thought of.</summary>
public sealed class DeliveryLogWriterTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task AddDurably_StoreAndLoggerFail_IsStoredAllTheSame()
    {
        var (clock, store) = (new ManualTimeProvider(), new GatedStore { Faults = 2 });
        await using var writer = new DeliveryLogWriter(store, new() { GatherFor = TimeSpan.Zero }, clock, new FailingLogger<DeliveryLogWriterTests>(int.MaxValue));

        var added = writer.AddDurablyAsync(Sample.Entry());
        await Eventually.HoldsAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return added.IsCompleted;
            },
            "the record is stored");

        await added;
        store.Appends.ShouldBe(3);
    }

    [Fact]
    public async Task AddDurably_StoppedWhileStoreAndLoggerFail_IsGivenUp()
    {
        var (clock, store) = (new ManualTimeProvider(), new GatedStore { Faults = int.MaxValue });
        var writer = new DeliveryLogWriter(store, new() { GatherFor = TimeSpan.Zero }, clock, new FailingLogger<DeliveryLogWriterTests>(int.MaxValue));
        var added = writer.AddDurablyAsync(Sample.Entry());
        await Eventually.HoldsAsync(() => store.Appends > 0, "it was tried");

        await writer.DisposeAsync().AsTask().WaitAsync(Patience);

        await Should.ThrowAsync<OperationCanceledException>(added.WaitAsync(Patience));
    }

    [Fact]
    public async Task Trim_BeforeTheCalendarBegins_FailsAlone()
    {
        var clock = new ManualTimeProvider();
        var options = new DeliveryLogOptions { GatherFor = TimeSpan.Zero, KeepFor = TimeSpan.MaxValue };
        await using var writer = new DeliveryLogWriter(new MemoryDeliveryStore(), options, clock, NullLogger.Instance);
        clock.Advance(options.TrimEvery);
        await writer.AddDurablyAsync(Sample.Entry()).WaitAsync(Patience);

        clock.Advance(options.TrimEvery);
        await writer.AddDurablyAsync(Sample.Entry()).WaitAsync(Patience);
    }
}
