namespace CallGrains.Endpoints.Hosting;

/// <summary>
/// The participations about which a write is under way or being prepared: nobody else reads or changes them until it has ended.
/// Safe for concurrent use.
/// </summary>
internal sealed class Claims
{
    private readonly Lock _lock = new();
    private readonly HashSet<Guid> _claimed = [];
    private TaskCompletionSource? _released;

    /// <summary>Takes a participation, unless somebody has it.</summary>
    public bool TryTake(Guid participation)
    {
        lock (_lock)
            return _claimed.Add(participation);
    }

    /// <summary>Gives participations back.</summary>
    public void Release(IReadOnlyCollection<Guid> participations)
    {
        TaskCompletionSource? released;
        lock (_lock)
        {
            foreach (var participation in participations)
                _ = _claimed.Remove(participation);
            released = _released;
            _released = null;
        }

        released?.SetResult();
    }

    /// <summary>Waits until this participation was given back.</summary>
    public async Task WhenFreeAsync(Guid participation, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task released;
            lock (_lock)
            {
                if (!_claimed.Contains(participation))
                    return;

                _released ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                released = _released.Task;
            }

            await released.WaitAsync(cancellationToken);
        }
    }
}
