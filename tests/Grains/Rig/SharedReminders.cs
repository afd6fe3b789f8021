using System.Collections.Concurrent;
using System.Globalization;

namespace CallGrains.Grains.Tests.Rig;

/// <summary>The reminders of a test cluster; they outlive silos.</summary>
internal sealed class SharedReminders : IReminderTable
{
    private readonly ConcurrentDictionary<(GrainId Grain, string Name), ReminderEntry> _rows = new();
    private long _etag;
    private int _failing;

    /// <summary>What is waited for before a reminder is removed; null when nothing is.</summary>
    public Func<GrainId, Task>? BeforeRemove { get; set; }

    /// <summary>What is waited for before a reminder is set; null when nothing is.</summary>
    public Func<GrainId, Task>? BeforeUpsert { get; set; }

    /// <summary>So many of the next tries to set a reminder fail.</summary>
    public void FailNext(int count) => Volatile.Write(ref _failing, count);

    public Task<ReminderTableData> ReadRows(GrainId grainId) =>
        Task.FromResult(new ReminderTableData(_rows.Values.Where(row => row.GrainId == grainId)));

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => Task.FromResult(new ReminderTableData(_rows.Values.Where(row =>
    {
        var hash = row.GrainId.GetUniformHashCode();
        return begin < end ? begin < hash && hash <= end : begin < hash || hash <= end;
    })));

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        Task.FromResult(_rows.GetValueOrDefault((grainId, reminderName)));

    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        if (BeforeUpsert?.Invoke(entry.GrainId) is { } before)
            await before;
        if (Interlocked.Decrement(ref _failing) >= 0)
            throw new IOException("The reminders were not reached.");

        entry.ETag = Interlocked.Increment(ref _etag).ToString(CultureInfo.InvariantCulture);
        _rows[(entry.GrainId, entry.ReminderName)] = entry;
        return entry.ETag;
    }

    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        if (BeforeRemove?.Invoke(grainId) is { } before)
            await before;

        var key = (grainId, reminderName);
        return _rows.TryGetValue(key, out var row) && row.ETag == eTag && _rows.TryRemove(KeyValuePair.Create(key, row));
    }

    public Task TestOnlyClearTable()
    {
        _rows.Clear();
        return Task.CompletedTask;
    }
}
