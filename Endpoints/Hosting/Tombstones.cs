using CallGrains.Endpoints.Attachments;

namespace CallGrains.Endpoints.Hosting;

/// <summary>
/// Remembers the latest ends of participations, in memory: what is late by more than that does not occur on one node. Safe for
/// concurrent use.
/// </summary>
/// <param name="capacity">At most how many; the oldest are forgotten.</param>
internal sealed class Tombstones(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Tombstone> _known = [];
    private readonly Queue<Guid> _order = new();

    public Tombstone? Find(Guid participation)
    {
        lock (_lock)
            return _known.TryGetValue(participation, out var tombstone) ? tombstone : null;
    }

    public void Add(Guid participation, Tombstone tombstone)
    {
        lock (_lock)
        {
            if (_known.TryAdd(participation, tombstone))
                _order.Enqueue(participation);
            else
                _known[participation] = tombstone;

            while (_order.Count > capacity)
                _ = _known.Remove(_order.Dequeue());
        }
    }
}
