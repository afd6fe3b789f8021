using System.Diagnostics.CodeAnalysis;

namespace CallGrains.Embedded.Store;

/// <summary>Carries out writes, one after the other or in groups.</summary>
internal interface IStoreWriter : IDisposable
{
    /// <summary>How many groups were written.</summary>
    long Commits { get; }

    /// <summary>Takes a write; <see cref="StoreWrite.Ended"/> tells when it is done, which may be before this returns.</summary>
    void Enqueue(StoreWrite write);

    /// <summary>Reads something short on the connection of the writer, unless it is in use.</summary>
    /// <returns>Whether it was read.</returns>
    bool TryRead<TState, TResult>(TState state, Func<Session, TState, TResult> read, [MaybeNullWhen(false)] out TResult result);
}
