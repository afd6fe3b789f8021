using System.Diagnostics;

namespace CallGrains.LoadTest.Profiles;

/// <summary>Ways to keep a server busy.</summary>
internal static class Pacing
{
    /// <summary>Closed loop: each worker does one thing after the other, as fast as the server lets it.</summary>
    public static async Task ClosedAsync(LoadContext load, Func<int, CancellationToken, Task> once, CancellationToken cancellationToken)
    {
        var end = Stopwatch.GetTimestamp() + (long)(load.Options.Duration.TotalSeconds * Stopwatch.Frequency);
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, load.Options.Workers).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetTimestamp() < end && !cancellationToken.IsCancellationRequested)
                await TryAsync(load, () => once(Interlocked.Increment(ref next), cancellationToken));
        }, cancellationToken)));
    }

    /// <summary>
    /// Open loop: things begin at fixed times, whether the server keeps up or not. Each is told when it was due, so that what
    /// waits in our own queue counts as latency (coordinated omission).
    /// </summary>
    public static async Task OpenAsync(LoadContext load, Func<int, long, CancellationToken, Task> once, CancellationToken cancellationToken)
    {
        const int mostUnderWay = 20_000;
        var start = Stopwatch.GetTimestamp();
        var total = (int)(load.Options.Rate * load.Options.Duration.TotalSeconds);
        var underWay = new List<Task>(Math.Min(total, mostUnderWay));
        for (var i = 0; i < total && !cancellationToken.IsCancellationRequested; i++)
        {
            var due = start + (long)(i / load.Options.Rate * Stopwatch.Frequency);
            var early = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (early > TimeSpan.FromMilliseconds(1))
                await Task.Delay(early, TimeProvider.System, cancellationToken);

            var number = i;
            underWay.Add(Task.Run(() => TryAsync(load, () => once(number, due, cancellationToken)), cancellationToken));
            if (underWay.Count >= mostUnderWay)
                underWay.RemoveAll(static task => task.IsCompleted);
            if (underWay.Count >= mostUnderWay)
                throw new InvalidOperationException($"The server fell {mostUnderWay} conversations behind; the rate is too high for it.");
        }

        await Task.WhenAll(underWay);
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
        catch (Exception fault) when (fault is InvalidOperationException or HttpRequestException)
        {
            // A refused operation was counted where it was refused.
            if (fault is HttpRequestException)
                load.Stats.Failed("http", fault.Message);
        }
    }
}
