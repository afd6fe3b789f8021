using CallGrains.Calls.Events;
using CallGrains.Calls.Ids;

namespace CallGrains.Scenarios.Rig;

/// <summary>Takes callbacks in the place of webhooks, and checks what holds of every stream of them.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class CallbackRecorder
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly List<CallbackEvent> _all = [];
    private readonly HashSet<Guid> _ids = [];
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Everything received, repetitions left out.</summary>
    public IReadOnlyList<CallbackEvent> All
    {
        get
        {
            lock (_lock)
                return [.. _all];
        }
    }

    /// <summary>Records an event; one that comes again is passed over.</summary>
    /// <param name="callback">The event.</param>
    public void Record(CallbackEvent callback)
    {
        lock (_lock)
        {
            if (!_ids.Add(callback.Id))
                return;

            _all.Add(callback);
            _arrived.SetResult();
            _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The callbacks of one leg, in the order they came.</summary>
    /// <param name="leg">The leg.</param>
    public IReadOnlyList<CallbackEvent> Of(ConnectionAddress leg) =>
        [.. All.Where(callback => callback.Stream.Call == leg.Call && callback.Stream.Leg == leg.Leg)];

    /// <summary>Waits for an event of a leg.</summary>
    /// <param name="leg">The leg.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="matches">What else must hold of it; null for nothing.</param>
    /// <returns>The first that fits.</returns>
    public async Task<CallbackEvent> ExpectAsync(ConnectionAddress leg, CallEventKind kind, Func<CallbackEvent, bool>? matches = null)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            Task arrived;
            lock (_lock)
                arrived = _arrived.Task;

            var found = Of(leg).FirstOrDefault(callback => callback.Kind == kind && (matches is null || matches(callback)));
            if (found is not null)
                return found;

            try
            {
                await arrived.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException fault)
            {
                var came = string.Join(", ", Of(leg).Select(callback => $"{callback.Kind} {callback.Result.Code}/{callback.Result.SubCode}"));
                throw new TimeoutException($"Waited {Patience} in vain for {kind} on leg {leg}; there came: {came}.", fault);
            }
        }
    }

    /// <summary>Checks what holds of every leg: nothing new after CallDisconnected, roster versions that never fall.</summary>
    public void CheckStreams()
    {
        foreach (var stream in All.Where(callback => callback.Facts is null).GroupBy(callback => callback.Stream))
        {
            var events = stream.ToList();
            var end = events.FindIndex(callback => callback.Kind == CallEventKind.CallDisconnected);
            (end < 0 || end == events.Count - 1).ShouldBeTrue($"{stream.Key}: {string.Join(", ", events.Select(callback => callback.Kind))}");
            var versions = events.Where(callback => callback.Kind == CallEventKind.ParticipantsUpdated).Select(callback => callback.SequenceNumber);
            versions.ShouldBeInOrder(SortDirection.Ascending);
        }
    }
}
