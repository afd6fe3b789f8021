namespace CallGrains.Delivery.EventGrid;

/// <summary>A store that others change too, and that can be away.</summary>
internal sealed class DisturbedStore(IEventSubscriptionStore store) : IEventSubscriptionStore
{
    /// <summary>What others do after the next read and before the write that rests on it.</summary>
    public Func<Task>? Meanwhile { get; set; }

    /// <summary>The next write is done, but not heard of: it was asked again, and then refused.</summary>
    public bool IsUnheard { get; set; }

    /// <summary>No write is taken any more.</summary>
    public bool IsBusy { get; set; }

    /// <summary>It cannot be read.</summary>
    public Exception? Fault { get; set; }

    public int Loads { get; private set; }

    public int Writes { get; private set; }

    public ValueTask<StoredSubscriptions> LoadAsync(CancellationToken cancellationToken)
    {
        Loads++;
        return Fault is null ? store.LoadAsync(cancellationToken) : ValueTask.FromException<StoredSubscriptions>(Fault);
    }

    public ValueTask<long?> SaveAsync(EventSubscription subscription, long version, CancellationToken cancellationToken) =>
        WriteAsync(() => store.SaveAsync(subscription, version, cancellationToken));

    public ValueTask<long?> RemoveAsync(string name, long version, CancellationToken cancellationToken) =>
        WriteAsync(() => store.RemoveAsync(name, version, cancellationToken));

    private async ValueTask<long?> WriteAsync(Func<ValueTask<long?>> write)
    {
        Writes++;
        if (IsBusy)
            return null;

        if (Meanwhile is { } meanwhile)
        {
            Meanwhile = null;
            await meanwhile();
        }

        var written = await write();
        if (!IsUnheard)
            return written;

        IsUnheard = false;
        return null;
    }
}
