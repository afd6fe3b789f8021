using System.Text;
using CallGrains.Grains.Abstractions;
using CallGrains.Grains.Abstractions.Indexes;
using CallGrains.Grains.Hosting;
using CallGrains.Grains.Storage;

namespace CallGrains.Grains.Indexes;

/// <summary>One list of an index. When many entries come at once, they share a write.</summary>
[Reentrant]
[GrainType("callgrains.index")]
public sealed class IndexGrain : Grain, IIndexGrain
{
    // What the serializer puts around an entry.
    private const int Growth = 32;

    private readonly IPersistentState<IndexState> _index;
    private readonly GrainOptions _options;
    private readonly CoalescedWrite _write;

    // Oldest first.
    private readonly OrderedDictionary<string, Payload> _entries = new(StringComparer.Ordinal);

    /// <summary>An index.</summary>
    /// <param name="index">Where it is stored.</param>
    /// <param name="options">How many entries it may have.</param>
    public IndexGrain([PersistentState(GrainStores.Indexes, GrainStores.Provider)] IPersistentState<IndexState> index, GrainOptions options)
    {
        _index = index;
        _options = options;
        _write = new(WriteAsync);
    }

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var entry in _index.State.Entries)
            _entries[entry.Id] = entry.Value;

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<bool> TryPutAsync(string id, Payload value)
    {
        if (!_entries.ContainsKey(id) && (_entries.Count >= _options.MaxIndexEntries || !HasRoomFor(id, value)))
            return false;

        _entries[id] = value;
        await _write.SaveAsync();
        return true;
    }

    /// <inheritdoc/>
    public async Task<string?> PutAsync(string id, Payload value)
    {
        string? gone = null;
        if (!_entries.Remove(id) && _entries.Count >= _options.MaxIndexEntries)
        {
            gone = _entries.GetAt(0).Key;
            _entries.RemoveAt(0);
        }

        _entries.Add(id, value);
        await _write.SaveAsync();
        return gone;
    }

    /// <inheritdoc/>
    public Task RemoveAsync(string id) => _entries.Remove(id) ? _write.SaveAsync() : Task.CompletedTask;

    /// <inheritdoc/>
    public Task<IndexEntry[]> ListAsync() => Task.FromResult(_entries.Select(entry => new IndexEntry(entry.Key, entry.Value)).ToArray());

    private static int SizeOf(string id, Payload value) => Encoding.UTF8.GetByteCount(id) + value.Bytes.Length + Growth;

    private bool HasRoomFor(string id, Payload value) =>
        _entries.Sum(static entry => SizeOf(entry.Key, entry.Value)) + SizeOf(id, value) <= RowSize.Most - RowSize.Frame;

    private async Task WriteAsync()
    {
        _index.State = new() { Entries = [.. _entries.Select(entry => new IndexEntry(entry.Key, entry.Value))] };
        try
        {
            await _index.WriteStateAsync();
        }
        catch (Exception)
        {
            // Storage knows better what is in the list; the next caller meets that.
            DeactivateOnIdle();
            throw;
        }
    }
}
