using CallGrains.Endpoints.Attachments;

namespace CallGrains.Grains.Endpoints;

/// <summary>
/// The latest ends of participations at one endpoint, in memory: a notice is late by no more than the time-out of a grain call.
/// </summary>
/// <param name="capacity">At most how many; the oldest are forgotten.</param>
internal sealed class RecentEnds(int capacity)
{
    private readonly OrderedDictionary<Guid, Tombstone> _known = [];

    public Tombstone? Find(Guid participation) => _known.TryGetValue(participation, out var tombstone) ? tombstone : null;

    public void Add(Guid participation, Tombstone tombstone)
    {
        _known[participation] = tombstone;
        if (_known.Count > capacity)
            _known.RemoveAt(0);
    }
}
