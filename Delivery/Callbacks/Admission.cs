namespace CallGrains.Delivery.Callbacks;

/// <summary>
/// Bounds the requests under way, per destination and in all. Requests that turn out slow, or repeat a failed try, have places
/// of their own, so that they never take the place of a prompt one. Destinations take turns.
/// </summary>
/// <remarks>Guarded by the lock of <see cref="CallbackDelivery"/>.</remarks>
internal sealed class Admission(DeliveryOptions options, Action<CallbackLane> start)
{
    private readonly AdmissionShare _prompt = new(options.MaxInFlight, options.MaxPerHost);
    private readonly AdmissionShare _slow = new(options.MaxSlowInFlight, options.MaxSlowPerHost);

    /// <summary>Requests under way.</summary>
    public int InFlight => _prompt.InFlight + _slow.InFlight;

    /// <summary>A lane is ready for a try; it starts now or when it is its turn.</summary>
    public void Enter(CallbackLane lane, bool slow)
    {
        var line = slow ? lane.Destination.Slow : lane.Destination.Prompt;
        line.Ready.Enqueue(lane);
        Serve(ShareOf(line), line);
    }

    /// <summary>The try of a lane is over.</summary>
    public void Leave(CallbackLane lane)
    {
        var line = lane.Place!;
        lane.Place = null;
        GiveBack(ShareOf(line), line);
    }

    /// <summary>The try of a lane takes long: it moves to a slow place if one is free.</summary>
    public bool TryMakeSlow(CallbackLane lane)
    {
        var (from, to) = (lane.Destination.Prompt, lane.Destination.Slow);
        if (!_slow.HasRoom(to))
            return false;

        _slow.Take(to);
        lane.Place = to;
        GiveBack(_prompt, from);
        return true;
    }

    private AdmissionShare ShareOf(DestinationLine line) => line.IsSlow ? _slow : _prompt;

    private void GiveBack(AdmissionShare share, DestinationLine line)
    {
        share.Release(line);
        if (share.Turns.Count > 0)
        {
            // Others wait for any place at all: this destination queues up behind them.
            Queue(share, line);
            ServeTurns(share);
        }
        else
        {
            Serve(share, line);
        }
    }

    private void Serve(AdmissionShare share, DestinationLine line)
    {
        while (line.Ready.Count > 0 && share.HasRoom(line))
            Start(share, line);
        if (line.Ready.Count > 0 && share.IsFull)
            Queue(share, line);
    }

    private void ServeTurns(AdmissionShare share)
    {
        while (!share.IsFull && share.Turns.TryDequeue(out var line))
        {
            line.HasTurn = false;
            if (line.Ready.Count == 0 || !share.HasRoom(line))
                continue;

            Start(share, line);
            Queue(share, line);
        }
    }

    private static void Queue(AdmissionShare share, DestinationLine line)
    {
        // A destination with all its own places taken comes back when one of them is given back.
        if (line.HasTurn || line.Ready.Count == 0 || line.InFlight >= share.PerHost)
            return;

        line.HasTurn = true;
        share.Turns.Enqueue(line);
    }

    private void Start(AdmissionShare share, DestinationLine line)
    {
        var lane = line.Ready.Dequeue();
        share.Take(line);
        lane.Place = line;
        start(lane);
    }
}

/// <summary>The places of one kind, prompt or slow.</summary>
internal sealed class AdmissionShare(int limit, int perHost)
{
    /// <summary>Destinations that wait for any place, in turn.</summary>
    public Queue<DestinationLine> Turns { get; } = new();

    /// <summary>Most places of one destination.</summary>
    public int PerHost => perHost;

    /// <summary>Places taken.</summary>
    public int InFlight { get; private set; }

    /// <summary>Whether all places are taken.</summary>
    public bool IsFull => InFlight >= limit;

    /// <summary>Whether a destination may take a place.</summary>
    public bool HasRoom(DestinationLine line) => InFlight < limit && line.InFlight < perHost;

    /// <summary>Takes a place.</summary>
    public void Take(DestinationLine line)
    {
        InFlight++;
        line.InFlight++;
    }

    /// <summary>Gives a place back.</summary>
    public void Release(DestinationLine line)
    {
        InFlight--;
        line.InFlight--;
    }
}

/// <summary>Scheme, host and port: what is bounded together.</summary>
internal sealed class Destination(string key)
{
    /// <summary>Scheme, host and port.</summary>
    public string Key => key;

    /// <summary>First tries that are not slow yet.</summary>
    public DestinationLine Prompt { get; } = new(isSlow: false);

    /// <summary>Slow and repeated tries.</summary>
    public DestinationLine Slow { get; } = new(isSlow: true);

    /// <summary>How many lanes lead here; the destination is forgotten with the last one.</summary>
    public int Lanes { get; set; }
}

/// <summary>The lanes of one destination that wait for a place of one kind.</summary>
internal sealed class DestinationLine(bool isSlow)
{
    /// <summary>Whether the places are those for slow requests.</summary>
    public bool IsSlow => isSlow;

    /// <summary>Who waits, in order.</summary>
    public Queue<CallbackLane> Ready { get; } = new();

    /// <summary>Places taken.</summary>
    public int InFlight { get; set; }

    /// <summary>Whether the destination is queued for a turn.</summary>
    public bool HasTurn { get; set; }
}
