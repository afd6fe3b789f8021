using CallGrains.Calls.Hosting;
using CallGrains.Calls.Ids;

namespace CallGrains.Calls.Pump;

/// <summary>
/// Drives one call, without I/O: inputs go in, writes and effects come out. Every host runs this pump; a host only carries
/// inputs, bytes and effects. Not safe for concurrent use: a host gives one thing at a time.
/// </summary>
/// <remarks>
/// The loop of a host: <see cref="Post"/> each input that waits; carry out <see cref="TakeEffects"/>; if
/// <see cref="TryBeginWrite"/>, store what it gives in one atomic write, then <see cref="WriteDone"/> (or
/// <see cref="WriteFailed"/>), and carry out <see cref="TakeEffects"/> again. More inputs may be posted while a write is under
/// way. When <see cref="NextDue"/> comes, post a <see cref="Tick"/>. When <see cref="IsIdle"/>, the call may leave memory.
/// </remarks>
public sealed class CallPump
{
    /// <summary>The pump of one call as it was last stored; everything the state owes is taken up at once.</summary>
    /// <param name="key">The call.</param>
    /// <param name="stored">The bytes last written, or empty when the store has none.</param>
    /// <param name="rules">Limits and times.</param>
    /// <param name="callIds">The ids of the engine.</param>
    /// <param name="idSource">Where random ids come from.</param>
    /// <param name="now">The present time, for what is overdue.</param>
    /// <exception cref="InvalidDataException">The bytes are not a call, or of a newer version than this code knows.</exception>
    public CallPump(CallKey key, ReadOnlySpan<byte> stored, CallRules rules, CallIds callIds, IIdSource idSource, DateTimeOffset now) =>
        throw new NotImplementedException();

    /// <summary>The call.</summary>
    public CallKey Key { get; }

    /// <summary>When the next <see cref="Tick"/> is wanted at the latest; null when time changes nothing.</summary>
    public DateTimeOffset? NextDue => throw new NotImplementedException();

    /// <summary>Whether the call may leave memory: nothing is owed or awaited, nothing is unwritten. <see cref="NextDue"/> must still be kept.</summary>
    public bool IsIdle => throw new NotImplementedException();

    /// <summary>Gives an input. Effects that rest on no write are ready at once; the others after the write.</summary>
    /// <param name="input">The input.</param>
    /// <param name="now">The present time.</param>
    public void Post(CallInput input, DateTimeOffset now) => throw new NotImplementedException();

    /// <summary>Begins a write when one is needed and none is under way.</summary>
    /// <param name="write">What is to be stored, in one atomic write.</param>
    /// <param name="flush">Whether to write also what could wait (acknowledgements): true when the call is about to leave memory.</param>
    public bool TryBeginWrite(out CallWrite write, bool flush = false) => throw new NotImplementedException();

    /// <summary>The write under way is durable: what rests on it becomes visible.</summary>
    /// <param name="now">The present time.</param>
    public void WriteDone(DateTimeOffset now) => throw new NotImplementedException();

    /// <summary>
    /// The write under way failed or nobody knows. All that was staged is discarded, its commands are answered 503; the host
    /// carries out <see cref="TakeEffects"/>, drops this pump and loads the call again.
    /// </summary>
    public void WriteFailed() => throw new NotImplementedException();

    /// <summary>Takes the effects that are ready, in order. Empty when there are none.</summary>
    public IReadOnlyList<CallEffect> TakeEffects() => throw new NotImplementedException();
}

/// <summary>One write of one call.</summary>
/// <param name="Key">The row.</param>
/// <param name="State">The bytes to store, or empty to delete the row: the call is settled and forgotten.</param>
/// <param name="Due">When the call next needs time, even if it is not in memory; null when it does not.</param>
/// <param name="Owes">Whether the call owes something: such calls are loaded when the host starts.</param>
public readonly record struct CallWrite(CallKey Key, ReadOnlyMemory<byte> State, DateTimeOffset? Due, bool Owes);
