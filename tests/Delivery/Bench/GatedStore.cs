using System.Collections.Concurrent;
using CallGrains.Delivery.Log;

namespace CallGrains.Delivery.Bench;

/// <summary>A store that can be made to wait or to fail.</summary>
internal sealed class GatedStore : IDeliveryStore
{
    private TaskCompletionSource _after = Opened();
    private TaskCompletionSource _gate = Opened();
    private int _appends;
    private int _faults;
    private int _waiting;

    public MemoryDeliveryStore Inner { get; } = new();

    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>How often something was appended.</summary>
    public int Appends => Volatile.Read(ref _appends);

    public int Faults
    {
        get => Volatile.Read(ref _faults);
        init => _faults = value;
    }

    /// <summary>Whether a change is kept apart.</summary>
    public Func<DeliveryEntry, bool> KeepsApart { get; init; } = _ => false;

    /// <summary>What comes before a change is stored.</summary>
    public Func<DeliveryEntry, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>The events whose changes were given to be stored, each time.</summary>
    public ConcurrentQueue<Guid> Given { get; } = new();

    /// <summary>What comes from now on waits before it is stored.</summary>
    public void Close() => _gate = new();

    /// <summary>What comes from now on is stored, but nobody is told yet.</summary>
    public void CloseAfter() => _after = new();

    public void Open()
    {
        _gate.TrySetResult();
        _after.TrySetResult();
    }

    public async ValueTask AppendAsync(IReadOnlyList<DeliveryEntry> entries, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _appends);
        Interlocked.Increment(ref _waiting);
        foreach (var entry in entries)
        {
            Given.Enqueue(entry.Record.EventId);
            await Before(entry);
        }

        await _gate.Task;
        if (Faults > 0)
        {
            Interlocked.Decrement(ref _faults);
            throw new IOException("The disk is full.");
        }

        await Inner.AppendAsync(entries, cancellationToken);
        await _after.Task;
    }

    public bool IsKeptApart(DeliveryEntry entry) => KeepsApart(entry);

    public ValueTask<DeliveryRecord?> FindAsync(Guid eventId, CancellationToken cancellationToken) => Inner.FindAsync(eventId, cancellationToken);

    public ValueTask<DeadLetter?> FindLetterAsync(Guid eventId, CancellationToken cancellationToken) => Inner.FindLetterAsync(eventId, cancellationToken);

    public ValueTask<DeliveryPage> ListAsync(DeliveryQuery query, CancellationToken cancellationToken) => Inner.ListAsync(query, cancellationToken);

    public ValueTask<int> ReopenAsync(Guid? eventId, DateTimeOffset now, CancellationToken cancellationToken) =>
        Inner.ReopenAsync(eventId, now, cancellationToken);

    public ValueTask<IReadOnlyList<PendingRecord>> PendingAsync(long after, int max, CancellationToken cancellationToken) =>
        Inner.PendingAsync(after, max, cancellationToken);

    public ValueTask TrimAsync(DeliveryState state, DateTimeOffset before, int keep, CancellationToken cancellationToken) =>
        Inner.TrimAsync(state, before, keep, cancellationToken);

    private static TaskCompletionSource Opened()
    {
        var gate = new TaskCompletionSource();
        gate.SetResult();
        return gate;
    }
}
