namespace CallGrains.Delivery.Callbacks;

/// <summary>
/// Bounds the requests under way, per destination and in all. A request that turns out slow gives its prompt place to one that
/// waits, and repeated tries have places of their own, so neither holds up a prompt one. Destinations take turns.
/// </summary>
/// <remarks>Guarded by the lock of <see cref="CallbackDelivery"/>; the timer fires outside of it.</remarks>
/// <param name="options">The bounds.</param>
/// <param name="time">System time.</param>
/// <param name="start">Begins the try of a lane that got a place.</param>
/// <param name="due">Called, without the lock, when a request may have become slow; calls <see cref="Relieve"/>.</param>
internal sealed class Admission(DeliveryOptions options, TimeProvider time, Action<CallbackLane> start, Action due) : IDisposable
{
    private readonly AdmissionShare _prompt = new(options.MaxInFlight, options.MaxPerHost, options.MaxInFlight, options.MaxPerHost);

    // Repeated tries get half of the slow places: those of webhooks that have long been dead leave room for one that begins to stall.
    private readonly AdmissionShare _slow = new(
        options.MaxSlowInFlight, options.MaxSlowPerHost, HalfOf(options.MaxSlowInFlight), HalfOf(options.MaxSlowPerHost));

    private readonly SlowWatch _watch = new(options.SlowAfterAtLeast, time, due);
    private int _waiting;

    /// <summary>Requests under way.</summary>
    public int InFlight => _prompt.InFlight + _slow.InFlight;

    /// <summary>A lane is ready for a try; it starts now or when it is its turn.</summary>
    public void Enter(CallbackLane lane, bool repeated)
    {
        var line = repeated ? lane.Destination.Slow : lane.Destination.Prompt;
        line.Ready.Enqueue(lane);
        if (!repeated)
            _waiting++;
        Serve(ShareOf(line), line);
        // The first one that waits calls the watch; while somebody waits it goes on by itself.
        if (!repeated && line.Ready.Count == 1)
            _watch.Call();
    }

    /// <summary>The try of a lane is over.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="answered">Whether the receiver answered: then the time it took tells of the pace of its host.</param>
    public void Leave(CallbackLane lane, bool answered)
    {
        var line = lane.Place!;
        var isRepeated = line.IsSlow && !lane.HasMoved;
        if (answered && !isRepeated)
            lane.Destination.Answered(time.GetElapsedTime(lane.Began), options);
        if (!line.IsSlow)
            _watch.Remove(lane);
        var share = ShareOf(line);
        share.Release(line, lane.HasMoved);
        lane.Place = null;
        lane.HasMoved = false;
        PassOn(share, line);
    }

    /// <summary>Moves requests that have become slow to slow places, oldest first, as long as others wait for the places they have.</summary>
    public void Relieve()
    {
        var now = time.GetTimestamp();
        var next = TimeSpan.MaxValue;
        for (var lane = _watch.Begin(); lane is not null && _waiting > 0;)
        {
            var (age, younger) = (time.GetElapsedTime(lane.Began, now), lane.Younger);
            var left = lane.Destination.SlowAfter - age;
            if (age < options.SlowAfterAtLeast)
            {
                // This one and all younger ones are young enough whatever their host.
                next = Min(next, options.SlowAfterAtLeast - age);
                break;
            }

            if (IsAwaited(lane.Destination) && (left > TimeSpan.Zero || !TryMove(lane)))
                next = Min(next, left > TimeSpan.Zero ? left : options.SlowAfterAtLeast);
            lane = younger;
        }

        if (_waiting > 0)
            _watch.Call(Min(next, options.SlowAfter));
    }

    /// <inheritdoc/>
    public void Dispose() => _watch.Dispose();

    private static int HalfOf(int places) => Math.Max(1, places / 2);

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>Whether somebody waits for a prompt place that a request of this destination has.</summary>
    private bool IsAwaited(Destination destination) => destination.Prompt.Ready.Count > 0 || _prompt.Turns.Count > 0;

    private bool TryMove(CallbackLane lane)
    {
        var (from, to) = (lane.Destination.Prompt, lane.Destination.Slow);
        if (!_slow.HasRoomToMove(to))
            return false;

        _watch.Remove(lane);
        _prompt.Release(from, moved: false);
        _slow.Take(to, moved: true);
        (lane.Place, lane.HasMoved) = (to, true);
        PassOn(_prompt, from);
        return true;
    }

    private AdmissionShare ShareOf(DestinationLine line) => line.IsSlow ? _slow : _prompt;

    private void PassOn(AdmissionShare share, DestinationLine line)
    {
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
        if (share.IsFull)
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
        if (line.HasTurn || line.Ready.Count == 0 || !share.HasOwnRoom(line))
            return;

        line.HasTurn = true;
        share.Turns.Enqueue(line);
    }

    private void Start(AdmissionShare share, DestinationLine line)
    {
        var lane = line.Ready.Dequeue();
        share.Take(line, moved: false);
        lane.Place = line;
        if (!line.IsSlow)
        {
            _waiting--;
            lane.Began = time.GetTimestamp();
            _watch.Add(lane);
        }

        start(lane);
    }
}
