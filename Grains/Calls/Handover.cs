using CallGrains.Calls.Events;
using CallGrains.Calls.Pump;

namespace CallGrains.Grains.Calls;

/// <summary>
/// The events that were handed over and not settled. The pump hands each over once, since delivery answers for it; here the
/// publisher may die with its silo, so it is told again until it answers. It knows an event it has already.
/// </summary>
/// <param name="longestPause">The longest pause between two tellings.</param>
internal sealed class Handover(TimeSpan longestPause)
{
    // A publisher that is there has mostly settled an event by then; one that is not should be missed soon.
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);

    // In the order in which they were handed over.
    private readonly OrderedDictionary<Guid, CallEffect> _open = [];
    private TimeSpan _pause = FirstPause;

    /// <summary>When they are handed over again; null when there are none.</summary>
    public DateTimeOffset? Due { get; private set; }

    public void Add(CallbackEvent callback, CallEffect effect, DateTimeOffset now)
    {
        _open[callback.Id] = effect;
        _pause = FirstPause < longestPause ? FirstPause : longestPause;
        Due = now + _pause;
    }

    public void Settled(Guid eventId)
    {
        if (_open.Remove(eventId) && _open.Count == 0)
            Due = null;
    }

    /// <summary>A publisher may have died: what was handed over more than once already is handed over again now.</summary>
    public void Hurry(DateTimeOffset now)
    {
        if (Due is null || _pause <= FirstPause)
            return;

        _pause = FirstPause / 2;
        Due = now;
    }

    /// <summary>What is to be handed over again now.</summary>
    public IReadOnlyCollection<CallEffect> TakeDue(DateTimeOffset now)
    {
        if (Due is null || Due > now)
            return [];

        _pause = _pause * 2 < longestPause ? _pause * 2 : longestPause;
        Due = now + _pause;
        return _open.Values;
    }
}
