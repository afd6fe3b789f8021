using Microsoft.Extensions.Logging;

namespace CallGrains.Delivery.Log;

/// <summary>
/// Stores changes that the store keeps apart: those of one event in order, those of different events side by side. One that the store
/// does not take is tried again, ever more rarely, until it does; nothing but its own event waits for that.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="time">System time.</param>
/// <param name="logger">For faults.</param>
/// <param name="stop">The engine stops: what the store does not take then is not tried again.</param>
internal sealed partial class ApartEntries(IDeliveryStore store, TimeProvider time, ILogger logger, CancellationToken stop) : IAsyncDisposable
{
    /// <summary>Most writes at once. One that pauses has no place.</summary>
    internal const int MaxAtOnce = 256;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, TaskCompletionSource> _last = [];
    private readonly SemaphoreSlim _places = new(MaxAtOnce);

    /// <summary>Begins to store a change.</summary>
    /// <param name="entry">The change.</param>
    /// <param name="done">Told when it is stored; canceled when the engine stopped before that.</param>
    public void Begin(DeliveryEntry entry, TaskCompletionSource? done)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task? before;
        lock (_gate)
        {
            before = _last.GetValueOrDefault(entry.Record.EventId)?.Task;
            _last[entry.Record.EventId] = ended;
        }

        _ = WriteAsync(entry, done, before, ended);
    }

    /// <summary>Waits until all have ended; the engine stops.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] left;
        lock (_gate)
            left = [.. _last.Values.Select(ended => ended.Task)];
        await Task.WhenAll(left);
        _places.Dispose();
    }

    private async Task WriteAsync(DeliveryEntry entry, TaskCompletionSource? done, Task? before, TaskCompletionSource ended)
    {
        if (before is not null)
            await before;
        var isStored = await StoreAsync(entry);
        lock (_gate)
        {
            if (_last[entry.Record.EventId] == ended)
                _ = _last.Remove(entry.Record.EventId);
        }

        ended.SetResult();
        if (isStored)
            done?.TrySetResult();
        else
            done?.TrySetCanceled(CancellationToken.None);
    }

    private async Task<bool> StoreAsync(DeliveryEntry entry)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            await _places.WaitAsync(CancellationToken.None);
            try
            {
                await store.AppendAsync([entry], CancellationToken.None);
                return true;
            }
            catch (Exception fault)
            {
                Tell(fault, entry.Record.EventId);
                if (stop.IsCancellationRequested)
                    return false;
            }
            finally
            {
                _ = _places.Release();
            }

            await Task.Delay(pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Tell(Exception fault, Guid eventId)
    {
        try
        {
            LogNotStored(fault, eventId);
        }
        catch (Exception)
        {
            // A logger that fails is no reason to leave a leg waiting.
            return;
        }
    }

    [LoggerMessage(23, LogLevel.Error, "What became of event {EventId} could not be stored; it is tried again, and its leg waits for it")]
    private partial void LogNotStored(Exception fault, Guid eventId);
}
