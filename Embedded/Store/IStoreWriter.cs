namespace CallGrains.Embedded.Store;

/// <summary>Carries out writes, one after the other or in groups.</summary>
internal interface IStoreWriter : IDisposable
{
    /// <summary>How many groups were written.</summary>
    long Commits { get; }

    /// <summary>Takes a write; <see cref="StoreWrite.Ended"/> tells when it is done, which may be before this returns.</summary>
    void Enqueue(StoreWrite write);
}
