using CallGrains.Calls.Ids;
using CallGrains.Calls.Pump;

namespace CallGrains.Embedded.Engine;

/// <content>What mailboxes ask of the engine.</content>
public sealed partial class EmbeddedEngine
{
    internal Mailbox MailboxOf(CallKey call)
    {
        if (_resident.TryGetValue(call, out var known) && !known.IsGone)
            return known;

        var mailbox = _resident.GetOrAdd(call, static (key, engine) => new(key, engine), this);
        if (mailbox.TryCountIn())
        {
            _ = Interlocked.Increment(ref _residents);
            if (IsOverfull)
                _idleList.Trim();
        }

        return mailbox;
    }

    internal CallPump NewPump(CallKey key, ReadOnlySpan<byte> stored, DateTimeOffset now) =>
        new(key, stored, _isWatched() ? _watchedRules : Rules, Ids, _idSource, now);

    internal void CarryOut(CallEffect effect)
    {
        switch (effect)
        {
            case Send send:
                // RestsOnAbsence asks for nothing here: on one node a call has one owner, and what it knows is what is stored.
                Give(send.To, new MessageInput(send.Message));
                break;
            case Notify notify:
                _endpoints!.Post(notify.Notice);
                break;
            case Deliver deliver:
                _delivery!.Deliver(deliver.Event);
                break;
            case Overflow overflow:
                _delivery!.Bury(overflow.Event);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(effect), effect, "Not an effect of a call.");
        }
    }

    internal void Left(Mailbox mailbox)
    {
        _ = _resident.TryRemove(KeyValuePair.Create(mailbox.Key, mailbox));
        _ = Interlocked.Decrement(ref _residents);
    }

    internal void WakeAt(CallKey call, DateTimeOffset due) => _wakeList.Add(call, due);

    internal void RetryLater(CallKey call) => _retryList.Add(call);

    internal void Idle(Mailbox mailbox) => _idleList.Add(mailbox);

    /// <summary>Whether the store will bring a call back in time that is due then.</summary>
    internal bool MayLeave(DateTimeOffset? due, DateTimeOffset now) => due is null || (due > now && _dueCalls.WillFind(due.Value));

    internal void DueLater(DateTimeOffset? due) => _dueCalls.Bring(due);
}
