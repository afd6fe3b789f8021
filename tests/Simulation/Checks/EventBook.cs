using CallGrains.Calls.Events;
using CallGrains.Calls.State;
using CallGrains.Simulation.Worlds;

namespace CallGrains.Simulation.Checks;

/// <summary>One event that was stored.</summary>
internal sealed class EventRecord(PendingEvent pending, StreamRecord stream, int index)
{
    public PendingEvent Event => pending;

    public StreamRecord Stream => stream;

    public int Index => index;

    /// <summary>The life of the host in which it was last handed to delivery; -1 when it never was.</summary>
    public int HandedOutIn { get; set; } = -1;

    public bool IsSettled { get; set; }
}

/// <summary>The events of one leg to one URI.</summary>
internal sealed class StreamRecord(CallHost host, ushort leg, string uri)
{
    public CallHost Host => host;

    public ushort Leg => leg;

    public string Uri => uri;

    public List<EventRecord> Events { get; } = [];

    /// <summary>How many of them, from the oldest, are settled or were replaced.</summary>
    public int Done { get; set; }
}

/// <summary>Order and Silence: what becomes of every event from the write that records it.</summary>
internal sealed class EventBook
{
    private readonly Dictionary<Guid, EventRecord> _events = [];
    private readonly Dictionary<CallHost, List<StreamRecord>> _streams = [];
    private readonly HashSet<(CallHost, ushort)> _silent = [];
    private readonly Dictionary<CallHost, int> _lastSequence = [];

    /// <summary>Adds the events a state has and the book has not, in order.</summary>
    public void Append(CallHost host, CallState after, List<PendingEvent> added)
    {
        var first = after.Outbox.Length;
        while (first > 0 && !_events.ContainsKey(after.Outbox[first - 1].Id))
            first--;

        for (var i = first; i < after.Outbox.Length; i++)
        {
            var pending = after.Outbox[i];
            if (_silent.Contains((host, pending.Leg)))
                throw new BrokenPromiseException(Promise.Silence, $"{pending.Kind} on leg {pending.Leg} of {World.Name(host)} follows CallDisconnected.");

            if (pending.Kind == CallEventKind.CallDisconnected)
                _silent.Add((host, pending.Leg));

            var stream = StreamOf(host, pending.Leg, pending.CallbackUri);
            var record = new EventRecord(pending, stream, stream.Events.Count);
            stream.Events.Add(record);
            _events.Add(pending.Id, record);
            added.Add(pending);
        }
    }

    public bool IsSilent(CallHost host, ushort leg) => _silent.Contains((host, leg));

    public void Settled(Guid id)
    {
        if (_events.TryGetValue(id, out var record))
            record.IsSettled = true;
    }

    /// <summary>An event is handed to delivery.</summary>
    public void HandedOut(CallHost host, CallbackEvent @event)
    {
        if (!_events.TryGetValue(@event.Id, out var record) || record.Event.Kind != @event.Kind)
            throw new BrokenPromiseException(Promise.DurableAccept, $"{@event.Kind} left {World.Name(host)} and was never stored.");

        var stream = record.Stream;
        for (; stream.Done < record.Index; stream.Done++)
        {
            // A roster that is not being tried may have been replaced by a newer one; a host that crashed does not know what was.
            var earlier = stream.Events[stream.Done];
            if (earlier.IsSettled || earlier.Event.IsOverflow
                || (earlier.HandedOutIn != host.Life && earlier.Event.Kind == CallEventKind.ParticipantsUpdated))
            {
                continue;
            }

            throw new BrokenPromiseException(Promise.Order,
                $"{@event.Kind} left {World.Name(host)} leg {stream.Leg} before {earlier.Event.Kind} was settled.");
        }

        record.HandedOutIn = host.Life;
        if (@event.Kind != CallEventKind.ParticipantsUpdated)
            return;

        if (_lastSequence.TryGetValue(host, out var last) && @event.SequenceNumber < last)
            throw new BrokenPromiseException(Promise.Order, $"The sequence number of {World.Name(host)} went back from {last} to {@event.SequenceNumber}.");

        _lastSequence[host] = @event.SequenceNumber;
    }

    /// <summary>An event that is stored no longer was settled, or was a roster that a newer one replaced.</summary>
    public void CheckForgotten(CallHost host)
    {
        foreach (var stream in _streams.GetValueOrDefault(host) ?? [])
        {
            foreach (var record in stream.Events)
            {
                if (!record.IsSettled && record.Event.Kind != CallEventKind.ParticipantsUpdated)
                    throw new BrokenPromiseException(Promise.OneEnd, $"{record.Event.Kind} of {World.Name(host)} was never delivered.");
            }
        }
    }

    /// <summary>A call is forgotten; another may begin under its key.</summary>
    public void Forget(CallHost host)
    {
        CheckForgotten(host);
        _streams.Remove(host);
        _silent.RemoveWhere(leg => leg.Item1 == host);
        _lastSequence.Remove(host);
    }

    private StreamRecord StreamOf(CallHost host, ushort leg, string uri)
    {
        if (!_streams.TryGetValue(host, out var streams))
            _streams.Add(host, streams = []);

        foreach (var stream in streams)
        {
            if (stream.Leg == leg && stream.Uri == uri)
                return stream;
        }

        var added = new StreamRecord(host, leg, uri);
        streams.Add(added);
        return added;
    }
}
