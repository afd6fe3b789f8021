using CallGrains.Delivery.Bench;

namespace CallGrains.Delivery.Log;

/// <summary>A store that keeps each dead letter by itself, as a cluster does: where one cannot be stored, nothing else waits.</summary>
public sealed class ApartEntriesTests
{
    // More than the places that letters have to themselves.
    private const int Many = 2 * ApartEntries.MaxAtOnce;

    private readonly GatedStore _store = new() { KeepsApart = entry => entry.Letter is not null };

    [Fact]
    public async Task Add_OneLetterHangs_OthersAreStoredAndItsOwnCallWaits()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var bench = await DeliveryBench.StartAsync(store: _store);
        var (hanging, other, delivered) = (Sample.Event(webhook.Url("/a"), leg: 1), Sample.Event(webhook.Url("/a"), leg: 2), Sample.Event(webhook.Url("/a"), leg: 3));
        var answers = new TaskCompletionSource();
        _store.Before = entry => entry.Record.EventId == hanging.Id ? answers.Task.WaitAsync(TimeSpan.FromSeconds(30)) : Task.CompletedTask;

        bench.Delivery.Overflow(hanging);
        bench.Delivery.Overflow(other);
        bench.Calls.Owe(delivered);
        await bench.SettledAsync(2);
        await bench.RecordAsync(delivered.Id, record => record.State == DeliveryState.Delivered, "what was delivered is in the log");

        bench.Calls.Settled.ShouldBe([other.Id, delivered.Id], ignoreOrder: true);
        answers.SetResult();
        await bench.SettledAsync(3);
        bench.Record(hanging.Id).State.ShouldBe(DeliveryState.Dead);
    }

    [Fact]
    public async Task Add_LettersCannotBeStored_EachIsRepeatedAloneAndOthersTakeTheirPlaces()
    {
        await using var webhook = await Webhook.StartAsync();
        var clock = new ManualTimeProvider();
        await using var bench = await DeliveryBench.StartAsync(new(), _store, clock);
        var stubborn = Enumerable.Range(0, Many).Select(_ => Sample.Event(webhook.Url("/a"))).ToArray();
        var refused = stubborn.Select(callback => callback.Id).ToHashSet();
        var other = Sample.Event(webhook.Url("/b"));
        _store.Before = entry => refused.Contains(entry.Record.EventId) ? throw new IOException("Its silo is gone.") : Task.CompletedTask;

        Array.ForEach(stubborn, bench.Delivery.Overflow);
        bench.Delivery.Overflow(other);
        await bench.SettledAsync(1);
        await Eventually.HoldsAsync(() => _store.Given.Count == Many + 1, "each was tried");

        bench.Calls.Settled.ShouldBe([other.Id]);
        _store.Before = _ => Task.CompletedTask;
        await AdvanceUntilAsync(clock, () => bench.Calls.Settled.Count == Many + 1);
        _store.Given.Count(id => id == other.Id).ShouldBe(1, "what was stored is not sent again");
        _store.Given.GroupBy(id => id).Where(tries => tries.Key != other.Id).ShouldAllBe(tries => tries.Count() == 2);
    }

    [Fact]
    public async Task Add_NeverStored_IsRepeatedEverMoreRarely()
    {
        var clock = new ManualTimeProvider();
        await using var bench = await DeliveryBench.StartAsync(new(), _store, clock);
        var callback = Sample.Event("http://app.example/hook");
        _store.Before = _ => throw new IOException("Too large.");

        bench.Delivery.Overflow(callback);
        List<double> pauses = [];
        for (var tries = 1; tries <= 7; tries++)
        {
            // Nothing else that waits is due so soon.
            await Eventually.HoldsAsync(() => _store.Given.Count == tries && clock.NextDue - clock.GetUtcNow() < TimeSpan.FromMinutes(1), $"a pause after try {tries}");
            pauses.Add((clock.NextDue!.Value - clock.GetUtcNow()).TotalSeconds);
            clock.Advance(TimeSpan.FromSeconds(pauses[^1]));
        }

        pauses.ShouldBe([1, 2, 4, 8, 16, 30, 30]);
        bench.Calls.Settled.ShouldBeEmpty();
    }

    [Fact]
    public async Task Dispose_LetterCannotBeStored_EndsAndItsCallStillOwesIt()
    {
        var bench = await DeliveryBench.StartAsync(new(), _store, new ManualTimeProvider());
        _store.Before = _ => throw new IOException("Its silo is gone.");
        bench.Delivery.Overflow(Sample.Event("http://app.example/hook"));
        await Eventually.HoldsAsync(() => _store.Given.Count == 1, "a try");

        await bench.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

        bench.Calls.Settled.ShouldBeEmpty();
    }

    [Fact]
    public async Task Begin_LoggerFailsToo_IsStoredWhenTheStoreTakesIt()
    {
        var clock = new ManualTimeProvider();
        await using var entries = new ApartEntries(_store, clock, new FailingLogger<ApartEntriesTests>(int.MaxValue), CancellationToken.None);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.Before = _ => throw new IOException("Its silo is gone.");
        entries.Begin(Sample.Entry(), done);
        await Eventually.HoldsAsync(() => _store.Given.Count == 1, "a try");

        _store.Before = _ => Task.CompletedTask;
        await AdvanceUntilAsync(clock, () => done.Task.IsCompleted);

        done.Task.IsCompletedSuccessfully.ShouldBeTrue();
    }

    // In steps of a second, so that what waits longer shows.
    private static Task AdvanceUntilAsync(ManualTimeProvider clock, Func<bool> condition) => Eventually.HoldsAsync(
        () =>
        {
            if (condition())
                return true;
            clock.Advance(TimeSpan.FromSeconds(1));
            return false;
        },
        "it is tried again");
}
