using CallGrains.Calls.Events;

namespace CallGrains.Delivery.Callbacks;

/// <summary>What waits for one leg and URI. One job at a time; those of the call before dead letters sent again.</summary>
/// <remarks>All members are guarded by the lock of <see cref="CallbackDelivery"/>, except that <see cref="Execute"/> begins a try.</remarks>
internal sealed class CallbackLane(CallbackStream stream, Uri? uri, Destination destination, Action<CallbackLane> run) : IThreadPoolWorkItem
{
    private readonly Queue<CallbackJob> _live = new(1);
    private Queue<CallbackJob>? _again;

    /// <summary>The leg and URI.</summary>
    public CallbackStream Stream => stream;

    /// <summary>The URI, or null when the policy does not allow it.</summary>
    public Uri? Uri => uri;

    /// <summary>Why the policy does not allow the URI.</summary>
    public string? Refusal { get; init; }

    /// <summary>Where it leads.</summary>
    public Destination Destination => destination;

    /// <summary>The job that is waiting for a place, under way, or pausing.</summary>
    public CallbackJob? Current { get; private set; }

    /// <summary>The place its request takes, while it is under way.</summary>
    public DestinationLine? Place { get; set; }

    /// <summary>Whether its request moved to a slow place after it began in a prompt one.</summary>
    public bool HasMoved { get; set; }

    /// <summary>When its request took a prompt place (timestamp).</summary>
    public long Began { get; set; }

    /// <summary>The request that took a prompt place before this one; for <see cref="SlowWatch"/>.</summary>
    public CallbackLane? Older { get; set; }

    /// <summary>The request that took a prompt place after this one; for <see cref="SlowWatch"/>.</summary>
    public CallbackLane? Younger { get; set; }

    /// <summary>Wakes it after a pause.</summary>
    public ITimer? Pause { get; set; }

    /// <summary>Adds a job behind the others of its kind.</summary>
    public void Add(CallbackJob job)
    {
        if (job.Callback is null)
            (_again ??= new()).Enqueue(job);
        else
            _live.Enqueue(job);
    }

    /// <summary>Makes the next job the current one.</summary>
    /// <returns>False when none is left.</returns>
    public bool TryTakeNext()
    {
        if (!_live.TryDequeue(out var next) && _again?.TryDequeue(out next) != true)
            next = null;
        Current = next;
        return next is not null;
    }

    /// <inheritdoc/>
    public void Execute() => run(this);
}
