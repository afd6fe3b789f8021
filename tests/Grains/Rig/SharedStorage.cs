using System.Collections.Concurrent;
using System.Globalization;
using CallGrains.Endpoints.Clock;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;

namespace CallGrains.Grains.Tests.Rig;

/// <summary>The store of a test cluster: it outlives silos, and can be slow or fail, before a write or read or after it.</summary>
internal sealed class SharedStorage
{
    private readonly ConcurrentDictionary<(string Name, GrainId Grain), (byte[] Bytes, string Etag)> _rows = new();
    private long _etag;
    private long _writes;
    private long _reads;

    /// <summary>Counts what is under way, when somebody wants to know; null otherwise.</summary>
    public ActivityGauge? Activity { get; init; }

    /// <summary>What happens to the write of this number; null when all goes well.</summary>
    public Func<long, StorageFault>? Faults { get; set; }

    /// <summary>The kind of row that it happens to; null for all.</summary>
    public string? FaultyName { get; set; }

    /// <summary>What happens to a read of this kind of row of this grain; null when all goes well.</summary>
    public Func<string, GrainId, StorageFault>? ReadFaults { get; set; }

    /// <summary>Rows that are there.</summary>
    public int Rows => _rows.Count;

    /// <summary>Writes that were tried.</summary>
    public long Writes => Interlocked.Read(ref _writes);

    /// <summary>Reads that were tried.</summary>
    public long Reads => Interlocked.Read(ref _reads);

    /// <summary>The store as a silo sees it.</summary>
    public IGrainStorage For(IServiceProvider services) => new Access(this, services.GetRequiredService<Serializer>());

    /// <summary>Gives a row another version, as if another activation had written it.</summary>
    public void Touch(string name, GrainId grain)
    {
        var row = _rows[(name, grain)];
        _rows[(name, grain)] = (row.Bytes, NextEtag());
    }

    /// <summary>Stores for one grain what another of its kind has, as if another activation had.</summary>
    public void Copy(string name, GrainId from, GrainId to) => _rows[(name, to)] = (_rows[(name, from)].Bytes, NextEtag());

    /// <summary>The version of a row.</summary>
    public string VersionOf(string name, GrainId grain) => _rows[(name, grain)].Etag;

    /// <summary>How many bytes a row has.</summary>
    public int SizeOf(string name, GrainId grain) => _rows[(name, grain)].Bytes.Length;

    private string NextEtag() => Interlocked.Increment(ref _etag).ToString(CultureInfo.InvariantCulture);

    private sealed class Access(SharedStorage store, Serializer serializer) : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            _ = Interlocked.Increment(ref store._reads);
            return FaultilyAsync(store.ReadFaults?.Invoke(stateName, grainId) ?? StorageFault.None, () =>
            {
                var isThere = store._rows.TryGetValue((stateName, grainId), out var row);
                grainState.State = isThere ? serializer.Deserialize<T>(row.Bytes) : Activator.CreateInstance<T>();
                grainState.ETag = isThere ? row.Etag : null;
                grainState.RecordExists = isThere;
            });
        }

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => ChangeAsync(stateName, () =>
        {
            var row = (serializer.SerializeToArray(grainState.State), store.NextEtag());
            Check((stateName, grainId), grainState, fits: known => grainState.ETag is null
                ? store._rows.TryAdd((stateName, grainId), row)
                : store._rows.TryUpdate((stateName, grainId), row, known));
            grainState.ETag = row.Item2;
            grainState.RecordExists = true;
        });

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => ChangeAsync(stateName, () =>
        {
            Check((stateName, grainId), grainState, fits: known => store._rows.TryRemove(KeyValuePair.Create((stateName, grainId), known)));
            grainState.State = Activator.CreateInstance<T>();
            grainState.ETag = null;
            grainState.RecordExists = false;
        });

        private void Check<T>((string Name, GrainId Grain) key, IGrainState<T> state, Func<(byte[] Bytes, string Etag), bool> fits)
        {
            _ = store._rows.TryGetValue(key, out var known);
            if (known.Etag != state.ETag || !fits(known))
                throw new InconsistentStateException($"{key} was written by another.", known.Etag, state.ETag);
        }

        private Task ChangeAsync(string stateName, Action change)
        {
            var number = Interlocked.Increment(ref store._writes);
            var isFaulty = store.FaultyName is null || store.FaultyName == stateName;
            return FaultilyAsync((isFaulty ? store.Faults?.Invoke(number) : null) ?? StorageFault.None, change);
        }

        private async Task FaultilyAsync(StorageFault fault, Action action)
        {
            if (fault.Delay > TimeSpan.Zero)
                await Task.Delay(fault.Delay, TimeProvider.System);
            if (fault.Until is { } until)
                await until;
            if (fault.FailsBefore)
                throw new IOException("The store was not reached.");

            await CountAsync(action);
            if (fault.FailsAfter)
                throw new IOException("Nobody knows whether the store was reached.");
        }

        private async Task CountAsync(Action action)
        {
            store.Activity?.Enter();
            try
            {
                await Task.Yield();
                action();
            }
            finally
            {
                store.Activity?.ExitAfterTurn();
            }
        }
    }
}

/// <summary>What happens to one write or read.</summary>
internal readonly record struct StorageFault(TimeSpan Delay, bool FailsBefore, bool FailsAfter)
{
    public static StorageFault None { get; }

    /// <summary>It fails before anything is done.</summary>
    public static StorageFault Fails { get; } = new(TimeSpan.Zero, FailsBefore: true, FailsAfter: false);

    /// <summary>What it waits for before anything else; null for nothing.</summary>
    public Task? Until { get; init; }
}
