namespace CallGrains.Delivery.Callbacks;

/// <summary>The places of one kind, prompt or slow. Some may be only for requests that move here in the middle of their try.</summary>
/// <param name="limit">Most places in all.</param>
/// <param name="perHost">Most places of one destination.</param>
/// <param name="startLimit">Most of them for tries that start here, in all.</param>
/// <param name="startPerHost">Most of them for tries that start here, of one destination.</param>
internal sealed class AdmissionShare(int limit, int perHost, int startLimit, int startPerHost)
{
    private int _started;

    /// <summary>Destinations that wait for any place, in turn.</summary>
    public Queue<DestinationLine> Turns { get; } = new();

    /// <summary>Places taken.</summary>
    public int InFlight { get; private set; }

    /// <summary>Whether no try of any destination can start.</summary>
    public bool IsFull => InFlight >= limit || _started >= startLimit;

    /// <summary>Whether a destination has places of its own left for a try to start.</summary>
    public bool HasOwnRoom(DestinationLine line) => line.InFlight < perHost && line.Started < startPerHost;

    /// <summary>Whether a try of a destination can start.</summary>
    public bool HasRoom(DestinationLine line) => !IsFull && HasOwnRoom(line);

    /// <summary>Whether a request of a destination can move here.</summary>
    public bool HasRoomToMove(DestinationLine line) => InFlight < limit && line.InFlight < perHost;

    /// <summary>Takes a place.</summary>
    public void Take(DestinationLine line, bool moved) => Count(line, 1, moved);

    /// <summary>Gives a place back.</summary>
    public void Release(DestinationLine line, bool moved) => Count(line, -1, moved);

    private void Count(DestinationLine line, int by, bool moved)
    {
        InFlight += by;
        line.InFlight += by;
        if (moved)
            return;

        _started += by;
        line.Started += by;
    }
}
