using CallGrains.Calls.Ids;
using CallGrains.Embedded.Store;

namespace CallGrains.Embedded.Engine;

/// <summary>Which call is the current one of a group or room, and which were before.</summary>
/// <param name="store">Where that is kept.</param>
/// <param name="isGoingOn">Whether a call has begun and not ended.</param>
/// <param name="time">The clock of the machine.</param>
internal sealed class GroupCalls(IGroupStore store, Func<CallKey, Task<bool>> isGoingOn, TimeProvider time) : IDisposable
{
    // A call is claimed before it is started: for so long it counts as going on although nobody knows it yet.
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);

    // So many earlier calls of one group are asked whether they know a request that comes again.
    private const int MaxEarlier = 100;

    private readonly SemaphoreSlim _claiming = new(1, 1);
    private readonly Dictionary<GroupLocator, (CallKey Call, long At)> _recent = [];

    public CallKey? Find(GroupLocator locator) => store.Find(locator);

    public IReadOnlyList<CallKey> ListEarlier(GroupLocator locator) => store.ListEarlier(locator, MaxEarlier);

    public async ValueTask<CallKey> ClaimAsync(GroupLocator locator, CallKey call, CancellationToken cancellationToken)
    {
        await _claiming.WaitAsync(cancellationToken);
        try
        {
            if (store.Find(locator) is { } present && (present == call || IsStarting(locator, present) || await isGoingOn(present)))
                return present;

            await store.SaveAsync(locator, call, cancellationToken);
            ForgetOld();
            _recent[locator] = (call, time.GetTimestamp());
            return call;
        }
        finally
        {
            _ = _claiming.Release();
        }
    }

    /// <summary>The call was started, or could not be: from now on it speaks for itself, or is not the call of the group any more.</summary>
    public async ValueTask StartedAsync(GroupLocator locator, CallKey call, bool isRefused)
    {
        await _claiming.WaitAsync();
        try
        {
            if (!_recent.TryGetValue(locator, out var recent) || recent.Call != call)
                return;

            _ = _recent.Remove(locator);
            if (isRefused)
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

    private bool IsStarting(GroupLocator locator, CallKey call) =>
        _recent.TryGetValue(locator, out var recent) && recent.Call == call && time.GetElapsedTime(recent.At) < StartTimeout;

    private void ForgetOld()
    {
        foreach (var (locator, recent) in _recent)
        {
            if (time.GetElapsedTime(recent.At) >= StartTimeout)
                _ = _recent.Remove(locator);
        }
    }
}
