using CallGrains.Calls.FarSide;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Pump;
using CallGrains.Embedded.Store;
using CallGrains.Endpoints.Attachments;
using CallGrains.Endpoints.Hosting;

namespace CallGrains.Embedded.Engine;

/// <summary>
/// The part of a turn in which a call that has decided something lets the calls and endpoints concerned decide too, and all of it
/// is stored in one write. Other calls take part when nobody has their turn; nobody waits for one.
/// </summary>
internal sealed class JointWrite(EmbeddedEngine engine, DateTimeOffset now) : IJointHost
{
    private readonly List<Mailbox> _members = new(2);
    private IEndpointTurn? _endpoints;

    /// <summary>Goes on until nothing is left to be written now, or a write is under way.</summary>
    /// <param name="first">The call that has the turn.</param>
    public void Run(Mailbox first)
    {
        _members.Add(first);
        try
        {
            do
            {
                Exchange();
            }
            while (Write());
        }
        catch (Exception fault)
        {
            // Nobody knows what the others have decided upon: they are loaded again as well.
            foreach (var member in _members)
                member.Fail(fault);
        }
        finally
        {
            _endpoints?.Ended(new OperationCanceledException());
            foreach (var member in _members)
            {
                if (member != first)
                    member.EndJoining(now);
            }
        }
    }

    CallPump? IJointHost.Enlist(CallKey call) => Enlist(call)?.Pump;

    bool IJointHost.TryNotify(EndpointNotice notice, Action<CallPump, EndpointSignal> hear)
    {
        if (engine.JointEndpoints is not { } endpoints)
            return false;

        _endpoints ??= endpoints.BeginTurn();
        if (Take(_endpoints, notice) is not { } signals)
            return false;

        foreach (var signal in signals)
        {
            if (Enlist(signal.Call)?.Pump is { } pump)
                hear(pump, signal.Signal);
            else
                _endpoints.SayLater(signal);
        }

        return true;
    }

    private IReadOnlyList<AddressedSignal>? Take(IEndpointTurn turn, EndpointNotice notice)
    {
        try
        {
            return turn.Take(notice);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException)
        {
            // What cannot be read of an endpoint is no reason for a call not to decide: it is told after the write, and again.
            engine.LogNotTaken(notice.Participation, notice.Call, fault);
            return null;
        }
    }

    private Mailbox? Enlist(CallKey call)
    {
        foreach (var member in _members)
        {
            if (member.Key == call)
                return member;
        }

        if (_members.Count >= engine.Options.MaxJointCalls)
            return null;

        var mailbox = engine.MailboxOf(call);
        if (!mailbox.TryJoin(now))
            return null;

        _members.Add(mailbox);
        return mailbox;
    }

    private void Exchange()
    {
        // More members may come while those there are heard.
        var turn = new JointTurn(this, now);
        for (var i = 0; i < _members.Count; i++)
        {
            if (_members[i].Pump is { } pump)
                turn.Run(pump);
        }

        foreach (var member in _members)
            member.CarryOut();
    }

    /// <summary>Writes what is to be written. A store in memory is done at once, and what follows from it belongs to the same turn.</summary>
    /// <returns>Whether there may be more to write.</returns>
    private bool Write()
    {
        var changes = _endpoints?.Changes() ?? [];
        var writes = new List<CallWrite>(_members.Count);
        var writing = new List<Mailbox>(_members.Count);
        foreach (var member in _members)
        {
            if (member.TryBeginWrite(out var write))
            {
                writes.Add(write);
                writing.Add(member);
            }
        }

        var endpoints = _endpoints;
        _endpoints = null;
        if (writes.Count == 0 && changes.Count == 0)
        {
            endpoints?.Ended(null);
            return false;
        }

        engine.Store.Write(writes, changes, new Outcome(writing, endpoints));
        var isMore = false;
        foreach (var member in writing)
            isMore |= member.TryEndWrite(now);
        return isMore;
    }

    private sealed class Outcome(List<Mailbox> members, IEndpointTurn? endpoints) : IWriteOutcome
    {
        public void Written(IOException? fault)
        {
            foreach (var member in members)
                member.Written(fault);
            endpoints?.Ended(fault);
        }
    }
}
