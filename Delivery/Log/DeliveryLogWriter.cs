using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace CallGrains.Delivery.Log;

/// <summary>
/// Writes the delivery log in batches, in order, and removes what is old. When the store fails, it tries again until it
/// succeeds: what rests on a record waits, and so does, when many wait, delivery itself. What the store keeps apart is
/// written beside the batches, and waits alone.
/// </summary>
internal sealed partial class DeliveryLogWriter : IAsyncDisposable
{
    private const int MaxQueued = 8_192;
    private const int MaxBatch = 256;
    private const int TrimAfter = 10_000;

    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);

    private readonly ApartEntries _apart;
    private readonly ILogger _logger;
    private readonly Task _loop;
    private readonly DeliveryLogOptions _options;
    private readonly Channel<Line> _queue = Channel.CreateBounded<Line>(new BoundedChannelOptions(MaxQueued) { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly IDeliveryStore _store;
    private readonly TimeProvider _time;
    private readonly ITimer _trimTimer;
    private volatile TaskCompletionSource _hurry = NewHurry();

    /// <summary>Begins to write.</summary>
    public DeliveryLogWriter(IDeliveryStore store, DeliveryLogOptions options, TimeProvider time, ILogger logger)
    {
        _store = store;
        _options = options;
        _time = time;
        _logger = logger;
        _apart = new(store, time, logger, _stop.Token);
        _loop = Task.Run(WriteAsync);
        _trimTimer = time.CreateTimer(_ => _queue.Writer.TryWrite(default), null, options.TrimEvery, options.TrimEvery);
    }

    /// <summary>Queues a change; it is stored soon.</summary>
    /// <exception cref="ChannelClosedException">The engine stops.</exception>
    public ValueTask AddAsync(DeliveryEntry entry) => _queue.Writer.WriteAsync(new(entry, null));

    /// <summary>Stores a change, and everything queued before it that is not kept apart.</summary>
    /// <exception cref="ChannelClosedException">The engine stops.</exception>
    /// <exception cref="OperationCanceledException">The engine stopped before the change could be stored.</exception>
    public async Task AddDurablyAsync(DeliveryEntry entry)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _queue.Writer.WriteAsync(new(entry, done));
        _ = _hurry.TrySetResult();
        await done.Task;
    }

    /// <summary>The engine stops: what the store does not take now is not tried again.</summary>
    public Task HurryAsync()
    {
        _ = _hurry.TrySetResult();
        return _stop.CancelAsync();
    }

    /// <summary>Stores what is queued, once more, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _trimTimer.DisposeAsync();
        _queue.Writer.TryComplete();
        await _stop.CancelAsync();
        await _loop;
        await _apart.DisposeAsync();
        _stop.Dispose();
    }

    private async Task WriteAsync()
    {
        var lines = new List<Line>(MaxBatch);
        var entries = new List<DeliveryEntry>(MaxBatch);
        var apart = new List<Line>();
        var sinceTrim = 0;
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            await GatherAsync();
            var trim = false;
            while (lines.Count + apart.Count < MaxBatch && _queue.Reader.TryRead(out var line))
            {
                if (line.Entry is null)
                {
                    trim = true;
                    continue;
                }

                if (_store.IsKeptApart(line.Entry))
                {
                    apart.Add(line);
                    continue;
                }

                lines.Add(line);
                entries.Add(line.Entry);
            }

            if (entries.Count > 0)
                Report(lines, await StoreAsync(entries));

            // Afterwards: what was told of its event before comes first.
            foreach (var line in apart)
                _apart.Begin(line.Entry!, line.Done);
            sinceTrim += entries.Count;
            apart.Clear();
            lines.Clear();
            entries.Clear();
            if ((trim || sinceTrim >= TrimAfter) && !_stop.IsCancellationRequested)
            {
                sinceTrim = 0;
                await TrimAsync();
            }
        }
    }

    /// <summary>
    /// Lets records gather: a commit for each would have those of calls wait their turn behind it. Where somebody waits for one, or a
    /// whole batch is there already, nothing does.
    /// </summary>
    private async Task GatherAsync()
    {
        if (_options.GatherFor > TimeSpan.Zero && _queue.Reader.Count < MaxBatch && !_stop.IsCancellationRequested)
            await ((Task)_hurry.Task.WaitAsync(_options.GatherFor, _time)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // Renewed before the queue is read: who comes from here on is either read now, or hurries the next round.
        if (_hurry.Task.IsCompleted)
            _hurry = NewHurry();
    }

    private static TaskCompletionSource NewHurry() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static void Report(List<Line> lines, bool stored)
    {
        foreach (var line in lines)
        {
            if (stored)
                line.Done?.TrySetResult();
            else
                line.Done?.TrySetCanceled();
        }
    }

    private async Task<bool> StoreAsync(List<DeliveryEntry> entries)
    {
        while (true)
        {
            try
            {
                await _store.AppendAsync(entries, CancellationToken.None);
                return true;
            }
            catch (Exception fault)
            {
                LogNotStored(fault, entries.Count);
                if (_stop.IsCancellationRequested)
                    return false;
            }

            await Task.Delay(PauseAfterFault, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TrimAsync()
    {
        var before = _time.GetUtcNow() - _options.KeepFor;
        try
        {
            await _store.TrimAsync(DeliveryState.Delivered, before, _options.MaxDelivered, _stop.Token);
            await _store.TrimAsync(DeliveryState.Dead, before, _options.MaxDeadLetters, _stop.Token);
            // Whatever is still being tried has changed within the last day; older ones lost their end in a crash.
            await _store.TrimAsync(DeliveryState.Pending, before, int.MaxValue, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped: the next start trims.
            return;
        }
        catch (Exception fault)
        {
            LogNotTrimmed(fault);
        }
    }

    [LoggerMessage(21, LogLevel.Error, "{Count} changes of the delivery log could not be stored; they are tried again")]
    private partial void LogNotStored(Exception fault, int count);

    [LoggerMessage(22, LogLevel.Error, "Old records of the delivery log could not be removed; it is tried again later")]
    private partial void LogNotTrimmed(Exception fault);

    /// <summary>A change, and who waits for it; without a change: trim.</summary>
    private readonly record struct Line(DeliveryEntry? Entry, TaskCompletionSource? Done);
}
