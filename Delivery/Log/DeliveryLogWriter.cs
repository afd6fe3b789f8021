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
    private int _sinceTrim;

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
        var batch = new Batch();
        while (batch.Count > 0 || await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            try
            {
                await WriteAsync(batch);
            }
            catch (Exception fault)
            {
                // All delivery hangs on this loop: whatever happened, it goes on, with what it had read.
                Tell(fault);
                if (_stop.IsCancellationRequested)
                {
                    Report(batch.Lines, stored: false);
                    Report(batch.Apart, stored: false);
                    batch.Clear();
                }

                await Task.Delay(PauseAfterFault, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WriteAsync(Batch batch)
    {
        await GatherAsync();
        var trim = false;
        while (batch.Count < MaxBatch && _queue.Reader.TryRead(out var line))
        {
            if (line.Entry is null)
                trim = true;
            else if (_store.IsKeptApart(line.Entry))
                batch.Apart.Add(line);
            else
                batch.Lines.Add(line);
        }

        if (batch.Lines.Count > 0)
            Report(batch.Lines, await StoreAsync(batch.Lines.ConvertAll(static line => line.Entry!)));

        // Afterwards: what was told of its event before comes first.
        foreach (var line in batch.Apart)
            _apart.Begin(line.Entry!, line.Done);
        _sinceTrim += batch.Lines.Count;
        batch.Clear();
        if ((trim || _sinceTrim >= TrimAfter) && !_stop.IsCancellationRequested)
        {
            _sinceTrim = 0;
            await TrimAsync();
        }
    }

    private void Tell(Exception fault)
    {
        try
        {
            LogFault(fault);
        }
        catch (Exception)
        {
            // It may have been the logger itself that failed.
            return;
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
        try
        {
            var before = _time.GetUtcNow() - _options.KeepFor;
            await _store.TrimAsync(DeliveryState.Delivered, before, _options.MaxDelivered, _stop.Token);
            await _store.TrimAsync(DeliveryState.Dead, before, _options.MaxDeadLetters, _stop.Token);
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

    [LoggerMessage(24, LogLevel.Error, "A round of the delivery log failed by a fault of the engine; it is done again")]
    private partial void LogFault(Exception fault);

    /// <summary>A change, and who waits for it; without a change: trim.</summary>
    private readonly record struct Line(DeliveryEntry? Entry, TaskCompletionSource? Done);

    /// <summary>What was read of the queue and is not stored yet.</summary>
    private sealed class Batch
    {
        public List<Line> Lines { get; } = new(MaxBatch);

        public List<Line> Apart { get; } = [];

        public int Count => Lines.Count + Apart.Count;

        public void Clear()
        {
            Lines.Clear();
            Apart.Clear();
        }
    }
}
