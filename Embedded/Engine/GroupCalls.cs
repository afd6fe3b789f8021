using CallGrains.Calls.Ids;
using CallGrains.Embedded.Store;

namespace CallGrains.Embedded.Engine;

/// <summary>Which call is the current one of a group or room, and which were before.</summary>
/// <param name="store">Where that is kept.</param>
/// <param name="isGoingOn">Whether a call has begun and not ended.</param>
/// <param name="isDamaged">Whether a call is stored as what is no call.</param>
/// <param name="time">The clock of the machine.</param>
internal sealed class GroupCalls(IGroupStore store, Func<CallKey, Task<bool>> isGoingOn, Func<CallKey, bool> isDamaged, TimeProvider time)
    : IDisposable
{
    // A call is claimed before it is started: for so long it counts as going on although nobody knows it yet.
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);

    // So many earlier calls of one group are asked whether they know a request that comes again.
    private const int MaxEarlier = 100;

    private readonly SemaphoreSlim _claiming = new(1, 1);
    private readonly Lock _lock = new();

    // Guarded by the lock.
    private readonly Dictionary<(GroupLocator Locator, CallKey Call), Begin> _beginning = [];

    public CallKey? Find(GroupLocator locator) => store.Find(locator);

    /// <summary>The earlier calls that can be asked: one that is damaged never could, and whoever asks all would never get past it.</summary>
    public IReadOnlyList<CallKey> ListEarlier(GroupLocator locator) =>
        [.. store.ListEarlier(locator, MaxEarlier).Where(call => !isDamaged(call))];

    /// <summary>Makes a call the current one, unless another is going on. One that had its turn is claimed already, and stays where it is.</summary>
    public async ValueTask<CallKey> ClaimAsync(GroupLocator locator, CallKey call, CancellationToken cancellationToken)
    {
        await _claiming.WaitAsync(cancellationToken);
        try
        {
            if (store.Find(locator) is not { } present)
            {
                await store.SaveAsync(locator, call, cancellationToken);
            }
            else if (present != call && !store.ListEarlier(locator, MaxEarlier).Contains(call))
            {
                if (IsBeginning(locator, present) || await isGoingOn(present))
                    return present;

                await store.SaveAsync(locator, call, cancellationToken);
            }

            Claimed(locator, call);
            return call;
        }
        finally
        {
            _ = _claiming.Release();
        }
    }

    /// <summary>A claimed call is being started. However long that takes, it counts as going on.</summary>
    public void Starting(GroupLocator locator, CallKey call)
    {
        lock (_lock)
        {
            var begin = _beginning.GetValueOrDefault((locator, call));
            _beginning[(locator, call)] = begin with { Claims = Math.Max(begin.Claims - 1, 0), Starts = begin.Starts + 1 };
        }
    }

    /// <summary>
    /// The call was started, or could not be: from now on it speaks for itself, or is not the call of the group any more. A start
    /// may come several times at once: only the last that is refused takes a call back that none of them began.
    /// </summary>
    public async ValueTask StartedAsync(GroupLocator locator, CallKey call, bool isRefused)
    {
        if (!isRefused)
        {
            Started(locator, call);
            return;
        }

        await _claiming.WaitAsync();
        try
        {
            Started(locator, call);
            if (!IsBeginning(locator, call))
                await store.RemoveAsync(locator, call, CancellationToken.None);
        }
        catch (IOException)
        {
            // It names a call that nobody knows: the next claim replaces it.
            return;
        }
        finally
        {
            _ = _claiming.Release();
        }
    }

    public void Dispose() => _claiming.Dispose();

    private void Claimed(GroupLocator locator, CallKey call)
    {
        lock (_lock)
        {
            ForgetOld();
            var begin = _beginning.GetValueOrDefault((locator, call));
            _beginning[(locator, call)] = new((IsRecent(begin) ? begin.Claims : 0) + 1, begin.Starts, time.GetTimestamp());
        }
    }

    private void Started(GroupLocator locator, CallKey call)
    {
        lock (_lock)
        {
            var begin = _beginning[(locator, call)];
            if (begin is { Claims: 0, Starts: 1 })
                _ = _beginning.Remove((locator, call));
            else
                _beginning[(locator, call)] = begin with { Starts = begin.Starts - 1 };
        }
    }

    private bool IsBeginning(GroupLocator locator, CallKey call)
    {
        lock (_lock)
            return _beginning.TryGetValue((locator, call), out var begin) && (begin.Starts > 0 || IsRecent(begin));
    }

    private bool IsRecent(Begin begin) => begin.Claims > 0 && time.GetElapsedTime(begin.At) < StartTimeout;

    private void ForgetOld()
    {
        foreach (var (key, begin) in _beginning)
        {
            if (begin.Starts == 0 && !IsRecent(begin))
                _ = _beginning.Remove(key);
        }
    }

    /// <param name="Claims">How many claimed the call and have not begun to start it.</param>
    /// <param name="Starts">How many are starting it.</param>
    /// <param name="At">When it was last claimed.</param>
    private readonly record struct Begin(int Claims, int Starts, long At);
}
