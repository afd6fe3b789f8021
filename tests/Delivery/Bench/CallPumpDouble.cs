using System.Collections.Concurrent;
using CallGrains.Calls.Events;
using CallGrains.Calls.Ids;
using CallGrains.Delivery.Callbacks;

namespace CallGrains.Delivery.Bench;

/// <summary>Hands out events as calls do: one at a time of a stream, the next after the one before was settled.</summary>
public sealed class CallPumpDouble : ICallbackSettlement
{
    private readonly Dictionary<CallbackStream, Queue<CallbackEvent>> _owed = [];
    private readonly Dictionary<Guid, CallbackStream> _streams = [];
    private readonly Lock _gate = new();

    public CallbackDelivery? Delivery { get; set; }

    public ConcurrentQueue<Guid> Settled { get; } = new();

    /// <summary>Called when an event is settled, before the next one is handed out.</summary>
    public Action<Guid> OnSettled { get; set; } = _ => { };

    public int Owed
    {
        get
        {
            lock (_gate)
                return _owed.Values.Sum(queue => queue.Count);
        }
    }

    public void Owe(params IEnumerable<CallbackEvent> events)
    {
        foreach (var callback in events)
        {
            bool isFirst;
            lock (_gate)
            {
                if (!_owed.TryGetValue(callback.Stream, out var queue))
                    _owed.Add(callback.Stream, queue = new());
                queue.Enqueue(callback);
                _streams[callback.Id] = callback.Stream;
                isFirst = queue.Count == 1;
            }

            if (isFirst)
                Delivery!.Deliver(callback);
        }
    }

    void ICallbackSettlement.Settled(CallKey call, ushort leg, Guid eventId)
    {
        OnSettled(eventId);
        Settled.Enqueue(eventId);
        CallbackEvent? next = null;
        lock (_gate)
        {
            if (_streams.TryGetValue(eventId, out var stream) && _owed[stream].TryPeek(out var head) && head.Id == eventId)
            {
                _owed[stream].Dequeue();
                _owed[stream].TryPeek(out next);
            }
        }

        if (next is not null)
            Delivery!.Deliver(next);
    }
}
