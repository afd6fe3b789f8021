using System.Diagnostics;

namespace CallGrains.LoadTest.Profiles;

/// <summary>Ways to keep a server busy.</summary>
internal static class Pacing
{
    private const int MostUnderWay = 20_000;

    /// <summary>Closed loop: each worker does one thing after the other, as fast as the server lets it.</summary>
    public static Task ClosedAsync(LoadContext load, Func<int, CancellationToken, Task> once, CancellationToken cancellationToken)
    {
        var next = 0;
        return WorkersAsync(load, (_, token) => once(Interlocked.Increment(ref next), token), cancellationToken);
    }

    /// <summary>The same, where each worker works on things of its own.</summary>
    public static async Task WorkersAsync(LoadContext load, Func<int, CancellationToken, Task> once, CancellationToken cancellationToken)
    {
        // What is under way when the time is over is brought to its end: cut off, it would look like a failure.
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var workers = Enumerable.Range(0, load.Options.Workers).Select(worker => Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
                await TryAsync(load, () => once(worker, cancellationToken));
        }, cancellationToken)).ToArray();
        try
        {
            await MeasuredPart.WatchAsync(load, cancellationToken);
            load.End();
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(workers);
        }
    }

    /// <summary>
    /// Open loop: things begin at fixed times, whether the server keeps up or not. Each is told when it was due, so that what
    /// waits in our own queue counts as latency (coordinated omission).
    /// </summary>
    public static async Task OpenAsync(LoadContext load, Func<int, long, CancellationToken, Task> once, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var beginning = Task.Run(() => BeginAsync(load, once, over.Token, cancellationToken), cancellationToken);
        var watching = MeasuredPart.WatchAsync(load, over.Token);
        await Task.WhenAny(beginning, watching);
        await over.CancelAsync();

        // What was due in the measured part counts however late it ends.
        await Task.WhenAll(await beginning);
        await watching;
        load.End();
    }

    private static async Task<IReadOnlyList<Task>> BeginAsync(
        LoadContext load, Func<int, long, CancellationToken, Task> once, CancellationToken over, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var underWay = new List<Task>();
        for (var number = 0; ; number++)
        {
            var due = start + (long)(number / load.Options.Rate * Stopwatch.Frequency);
            var early = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (early > TimeSpan.FromMilliseconds(1))
                await Task.Delay(early, TimeProvider.System, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (over.IsCancellationRequested)
                return underWay;

            var current = number;
            underWay.Add(Task.Run(() => TryAsync(load, () => once(current, due, cancellationToken)), cancellationToken));
            if (underWay.Count >= MostUnderWay)
                underWay.RemoveAll(static task => task.IsCompleted);
            if (underWay.Count >= MostUnderWay)
                throw new InvalidOperationException($"The server fell {MostUnderWay} conversations behind; the rate is too high for it.");
        }
    }

    private static async Task TryAsync(LoadContext load, Func<Task> once)
    {
        try
        {
            await once();
        }
        catch (TimeoutException)
        {
            load.Stats.Failed("callback", "did not come in time");
        }
        catch (RefusedException)
        {
            // It was counted where it was refused.
        }
        catch (HttpRequestException fault)
        {
            load.Stats.Failed("http", fault.Message);
        }
    }
}
