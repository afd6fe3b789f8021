using System.Collections.Concurrent;
using CallGrains.Calls.Events;

namespace CallGrains.ClusterBenchmarks.Hosting;

/// <summary>Who waits for which event. Safe for concurrent use.</summary>
internal sealed class AwaitedEvents
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(Guid Leg, CallEventKind Kind), TaskCompletionSource> _awaited = new();

    /// <summary>The next event of this kind on this leg; asked for before it is caused.</summary>
    public Task NextAsync(Guid leg, CallEventKind kind) =>
        _awaited.GetOrAdd((leg, kind), static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(Limit);

    public void Happened(CallbackEvent callback)
    {
        if (_awaited.TryRemove((callback.ConnectionId, callback.Kind), out var waiting))
            _ = waiting.TrySetResult();
    }
}
