using System.Threading.Channels;

namespace CallGrains.Delivery.EventGrid;

/// <summary>The events of calls on their way to one address of one subscription, in order. It ends with the subscription.</summary>
/// <param name="name">The name of the subscription.</param>
/// <param name="url">Its address.</param>
/// <param name="capacity">Most events that wait.</param>
/// <param name="end">The subscription is no more, or has another address; or the publisher stops.</param>
internal sealed class EventGridLane(string name, string url, int capacity, CancellationToken end)
{
    private readonly Channel<Waiting> _queue =
        Channel.CreateBounded<Waiting>(new BoundedChannelOptions(capacity) { SingleReader = true });

    /// <summary>The name of the subscription.</summary>
    public string Name => name;

    /// <summary>Its address.</summary>
    public string Url => url;

    /// <summary>Whether it ends, or has ended.</summary>
    public CancellationToken End => end;

    /// <summary>
    /// The end of the subscription itself, by which one that was made again at the same address is told apart: <see cref="End"/>
    /// follows it a moment later, in which events would be added to what is of no more use.
    /// </summary>
    public CancellationToken SubscriptionEnd { get; init; }

    /// <summary>Takes an event.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="done">Done when the event was sent, refused or given up.</param>
    /// <returns>False when there is no room, or the lane has ended.</returns>
    public bool TryAdd(CallLifecycleEvent happened, out Task done)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        done = source.Task;
        return _queue.Writer.TryWrite(new(happened, source));
    }

    /// <summary>Sends what comes, one after the other, until the end. What waits then is of no more use.</summary>
    /// <param name="send">Sends one event until it arrived or was given up; does not throw.</param>
    public async Task RunAsync(Func<EventGridLane, CallLifecycleEvent, Task> send)
    {
        await using var ending = end.UnsafeRegister(static queue => ((Channel<Waiting>)queue!).Writer.TryComplete(), _queue);
        await foreach (var (happened, done) in _queue.Reader.ReadAllAsync(CancellationToken.None))
        {
            if (!end.IsCancellationRequested)
                await send(this, happened);
            _ = done.TrySetResult();
        }
    }

    /// <summary>An event that waits.</summary>
    private readonly record struct Waiting(CallLifecycleEvent Happened, TaskCompletionSource Done);
}
