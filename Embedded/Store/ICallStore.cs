using CallGrains.Calls.Ids;
using CallGrains.Calls.Pump;
using CallGrains.Endpoints.Hosting;

namespace CallGrains.Embedded.Store;

/// <summary>Keeps calls: one row each, found by its key, by when it is due, and by whether it owes something.</summary>
/// <remarks>
/// Reads are quick, run on the caller's thread, and see every write that was reported done. They throw
/// <see cref="IOException"/> when the store fails. Safe for concurrent use.
/// </remarks>
public interface ICallStore
{
    /// <summary>Reads the stored bytes of a call.</summary>
    /// <param name="key">The call.</param>
    /// <returns>The bytes, or empty when there is no such row.</returns>
    ReadOnlyMemory<byte> Load(CallKey key);

    /// <summary>Writes calls, and what their endpoints know, in one atomic write. Writes take effect in the order in which they are given.</summary>
    /// <param name="calls">The rows of calls; at most one of each. Their bytes are lent, and not to be read once the outcome was told.</param>
    /// <param name="attachments">The rows of endpoints; at most one of each participation.</param>
    /// <param name="outcome">Told once whether the write is durable.</param>
    void Write(IReadOnlyList<CallWrite> calls, IReadOnlyList<AttachmentChange> attachments, IWriteOutcome outcome);

    /// <summary>Lists the calls that owe something, in the order of their keys.</summary>
    /// <param name="after">Only keys beyond this one; null for the first.</param>
    /// <param name="limit">At most how many.</param>
    IReadOnlyList<CallKey> ListOwing(CallKey? after, int limit);

    /// <summary>Lists calls that fall due, in the order of due time, then key.</summary>
    /// <param name="after">Only those beyond this one; null for the first.</param>
    /// <param name="until">Only those due at this time or before.</param>
    /// <param name="limit">At most how many.</param>
    IReadOnlyList<DueCall> ListDue(DueCall? after, DateTimeOffset until, int limit);

    /// <summary>When the next call is due beyond a given one; null when none is.</summary>
    /// <param name="after">The last one known; null for the first of all.</param>
    DateTimeOffset? NextDue(DueCall? after);
}

/// <summary>Learns what became of a write.</summary>
public interface IWriteOutcome
{
    /// <summary>The write ended. Called on the writer's thread: must return quickly and not throw.</summary>
    /// <param name="fault">Null when the write is durable; otherwise why it failed, or may have failed.</param>
    void Written(IOException? fault);
}

/// <summary>A call and the time it is due.</summary>
/// <param name="Due">When.</param>
/// <param name="Key">The call.</param>
public readonly record struct DueCall(DateTimeOffset Due, CallKey Key);
