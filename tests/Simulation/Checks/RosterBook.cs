using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Replies;
using CallGrains.Calls.State;
using CallGrains.Simulation.Worlds;

namespace CallGrains.Simulation.Checks;

/// <summary>
/// Reads: a roster that is answered is exactly who is in the call at that instant, by the commits of all calls; so all reads
/// together are linearizable, with the answer as the point. And the part of Order and Truth that rosters in events have.
/// </summary>
internal sealed class RosterBook(PeopleBook people)
{
    private readonly HashSet<ParticipantView> _expected = [];
    private readonly Dictionary<CallHost, (int Sequence, HashSet<ParticipantView> Views)> _told = [];

    /// <summary>Who is to be seen changes only together with the sequence number.</summary>
    public void Compare(CallHost host, CallState? before, CallState after)
    {
        if (before is null || before.Sequence != after.Sequence
            || (before.Legs == after.Legs && before.Roster == after.Roster && before.Holds == after.Holds))
        {
            return;
        }

        Collect(before, null);
        var shown = _expected.Count;
        var same = Views(after).All(_expected.Contains);
        Collect(after, null);
        if (!same || shown != _expected.Count)
            throw new BrokenPromiseException(Promise.Order, $"The roster of {World.Name(host)} changed and its sequence number {after.Sequence} did not.");
    }

    /// <summary>A read was answered.</summary>
    public void Read(CallHost host, CallCommand command, CallReply reply)
    {
        if (reply is Refusal { Status: 503 } || host.Seen is not { } state)
            return;

        switch (command)
        {
            case GetParticipants when reply is RosterReply roster:
                Collect(state, host);
                if (roster.Participants.Length != _expected.Count || !roster.Participants.All(_expected.Contains))
                    throw new BrokenPromiseException(Promise.Reads, $"A read of {World.Name(host)} gave {Show(roster.Participants)} and not {Show(_expected)}.");
                break;
            case GetParticipant one when reply is ParticipantReply found:
                Collect(state, host);
                if (!_expected.Contains(found.Participant))
                    throw new BrokenPromiseException(Promise.Reads, $"A read of {World.Name(host)} found {one.Participant}, who is not as told.");
                break;
            case GetParticipant one when reply is Refusal { Code: "8558" }:
                Collect(state, host);
                if (_expected.Any(view => view.Identifier.Equals(one.Participant)))
                    throw new BrokenPromiseException(Promise.Reads, $"A read of {World.Name(host)} did not find {one.Participant}.");
                break;
        }
    }

    /// <summary>An event tells a roster: at one sequence number always the same.</summary>
    public void Told(CallHost host, CallbackEvent @event)
    {
        if (@event.Kind != CallEventKind.ParticipantsUpdated)
            return;

        if (_told.TryGetValue(host, out var told) && told.Sequence == @event.SequenceNumber)
        {
            if (told.Views.Count != @event.Participants.Length || !@event.Participants.All(told.Views.Contains))
                throw new BrokenPromiseException(Promise.Truth, $"{World.Name(host)} told two rosters under sequence number {told.Sequence}.");
            return;
        }

        _told[host] = (@event.SequenceNumber, [.. @event.Participants]);
    }

    public void Forget(CallHost host) => _told.Remove(host);

    // With a host: who is really in the call, by the book. Without: whom the call shows.
    private void Collect(CallState state, CallHost? host)
    {
        _expected.Clear();
        foreach (var view in Views(state, host))
            _expected.Add(view);
    }

    private IEnumerable<ParticipantView> Views(CallState state, CallHost? host = null)
    {
        var apps = new HashSet<CommunicationIdentifier>();
        foreach (var leg in state.Legs)
        {
            if (leg.IsUp && apps.Add(leg.Identity))
                yield return new(leg.Identity, leg.IsMuted, leg.IsOnHold);
        }

        foreach (var person in state.Roster)
            yield return new(person.Identifier, person.IsMuted, person.IsOnHold);

        foreach (var hold in state.Holds)
        {
            foreach (var entry in hold.Entries)
            {
                if (host is null || people.IsIn(host, entry))
                    yield return new(entry.Identifier, entry.IsMuted, entry.IsOnHold);
            }
        }
    }

    private static string Show(IEnumerable<ParticipantView> views) => "{" + string.Join(", ", views.Select(static view => view.Identifier.RawId)) + "}";
}
