using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Ids;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Pump;
using CallGrains.Calls.Roster;
using CallGrains.Calls.State;
using CallGrains.Calls.Turns;

namespace CallGrains.Calls.Owing;

/// <summary>Reads off the state what a call owes the outside world. Nothing owed is kept anywhere else.</summary>
internal static class Debts
{
    /// <summary>Whether anything at all is owed.</summary>
    public static bool Any(CallState? state) =>
        state is not null
        && (!state.Outbox.IsEmpty
            || !state.Moves.IsEmpty
            || !state.Holds.IsEmpty
            || !state.Farewells.IsEmpty
            || state.Invitations.Any(static invitation => !invitation.IsReceived)
            || state.Roster.Any(static person => !person.IsAnnounced));

    /// <summary>
    /// Adds what is owed to <paramref name="debts"/>; of what is in <paramref name="known"/> only the name. Of each stream of
    /// events only the oldest is owed now; the others follow it.
    /// </summary>
    /// <param name="state">The call as written.</param>
    /// <param name="staged">The call as decided: what is no longer in it was replaced, and is not begun any more.</param>
    /// <param name="names">The names of the call.</param>
    /// <param name="known">What was handed out and need not be made again.</param>
    /// <param name="debts">Where to add.</param>
    public static void Collect(CallState state, CallState? staged, CallNames names, Outstanding known, List<Debt> debts)
    {
        CollectInternal(state, names, known, debts);
        CollectEvents(state, staged, names, known, debts);
    }

    /// <summary>Adds what is owed to endpoints and other calls, as <see cref="Collect"/> does.</summary>
    /// <param name="state">The call.</param>
    /// <param name="names">The names of the call.</param>
    /// <param name="known">What was handed out and need not be made again.</param>
    /// <param name="debts">Where to add.</param>
    public static void CollectInternal(CallState state, CallNames names, Outstanding known, List<Debt> debts)
    {
        CollectNotices(state, names, known, debts);
        CollectMessages(state, known, debts);
    }

    private static void CollectNotices(CallState state, CallNames names, Outstanding known, List<Debt> debts)
    {
        foreach (var farewell in state.Farewells)
        {
            var key = new DebtKey(DebtKind.Bye, farewell.Participation, farewell.Ring);
            debts.Add(new(key, known.IsKnown(key) ? null : new Notify(ByeOf(state, farewell))));
        }

        foreach (var person in state.Roster)
        {
            if (person.IsAnnounced)
                continue;

            var key = new DebtKey(DebtKind.Attached, person.Participation, person.Hop);
            debts.Add(new(key, known.IsKnown(key)
                ? null
                : new Notify(new Attached(person.Participation, state.Key, person.Identifier, person.Hop))));
        }

        foreach (var invitation in state.Invitations)
        {
            if (invitation.IsReceived)
                continue;

            var key = new DebtKey(DebtKind.Invite, invitation.Participation, invitation.Ring);
            debts.Add(new(key, known.IsKnown(key) ? null : new Notify(InviteOf(state, invitation, names))));
        }
    }

    private static void CollectMessages(CallState state, Outstanding known, List<Debt> debts)
    {
        foreach (var move in state.Moves)
        {
            var key = new DebtKey(move.IsCommitted ? DebtKind.Decided : DebtKind.Reserve, move.Id, 0);
            CallMessage? message = known.IsKnown(key) ? null
                : move.IsCommitted ? new Decided(move.Id, state.Key, move.Taken)
                : new Reserve(move.Id, state.Key, move.Named);
            debts.Add(new(key, message is null ? null : new Send(move.Source, message)));
        }

        foreach (var hold in state.Holds)
        {
            // The number of entries is part of the name: a hold may shrink, and then it says something else.
            var key = new DebtKey(DebtKind.Reserved, hold.Move, hold.Entries.Length);
            debts.Add(new(key, known.IsKnown(key) ? null : new Send(hold.Target, new Reserved(hold.Move, state.Key, hold.Entries))));
        }
    }

    private static void CollectEvents(CallState state, CallState? staged, CallNames names, Outstanding known, List<Debt> debts)
    {
        if (state.Outbox.IsEmpty)
            return;

        var streams = state.Outbox.Length > 1 ? new HashSet<(ushort, string)>() : null;
        foreach (var pending in state.Outbox)
        {
            // Events of the call itself go to several subscriptions, each of which has a queue: none waits for another's.
            if (!pending.IsOverflow && pending.Leg != Lifecycle.OfTheCall && streams?.Add((pending.Leg, pending.CallbackUri)) == false)
                continue;

            var key = new DebtKey(pending.IsOverflow ? DebtKind.Overflow : DebtKind.Event, pending.Id, 0);
            if (!known.IsKnown(key) && IsReplaced(pending, staged))
                continue;

            CallEffect? effect = known.IsKnown(key) ? null
                : pending.IsOverflow ? new Overflow(EventOf(state, pending, names))
                : new Deliver(EventOf(state, pending, names));
            debts.Add(new(key, effect));
        }
    }

    // Beginning it would let its successor overtake it: the write that removes it hands out the next of the stream.
    private static bool IsReplaced(PendingEvent pending, CallState? staged)
    {
        if (pending.Kind != CallEventKind.ParticipantsUpdated || staged is null)
            return false;

        foreach (var other in staged.Outbox)
        {
            if (other.Id == pending.Id)
                return false;
        }

        return true;
    }

    private static Bye ByeOf(CallState state, Farewell farewell) =>
        new(farewell.Participation, state.Key, farewell.Endpoint, farewell.Reason) { Ring = farewell.Ring == 0 ? null : farewell.Ring };

    private static Invite InviteOf(CallState state, Invitation invitation, CallNames names) =>
        new(invitation.Participation, state.Key, invitation.Target)
        {
            Ring = invitation.Ring,
            From = invitation.From,
            RingingSince = invitation.RingingSince,
            Deadline = invitation.Deadline,
            ServerCallId = names.ServerCall,
            CorrelationId = names.Correlation,
            IncomingCallContext = names.IncomingContext(invitation.Ring),
            CallerDisplayName = invitation.CallerDisplayName,
            CustomContext = invitation.CustomContext,
            OnBehalfOf = invitation.Redirects == 0 ? null : invitation.Asked,
            AppMayAnswer = !invitation.TransfereeLeaves,
        };

    private static CallFacts FactsOf(CallState state, CallNames names) =>
        new(state.StartedBy ?? names.AppIdentity, state.Locator, !state.IsGroup, state.CreatedAt);

    private static CallbackEvent EventOf(CallState state, PendingEvent pending, CallNames names)
    {
        var showsRoster = pending.Kind == CallEventKind.ParticipantsUpdated;
        return new()
        {
            Id = pending.Id,
            Kind = pending.Kind,
            Stream = new(state.Key, pending.Leg, pending.CallbackUri),
            Time = pending.Time,
            ConnectionId = names.Connection(pending.Leg),
            ServerCallId = names.ServerCall,
            CorrelationId = names.Correlation,
            Result = pending.Result,
            OperationContext = pending.OperationContext,
            Participant = pending.Participant,
            InvitationId = pending.InvitationId,
            FromCall = pending.FromCall,
            TransferTarget = pending.TransferTarget,
            Transferee = pending.Transferee,
            Participants = showsRoster ? RosterViews.Of(state) : [],
            SequenceNumber = showsRoster ? state.Sequence : 0,
            TraceParent = pending.TraceParent,
            Facts = pending.Leg == 0 ? FactsOf(state, names) : null,
        };
    }
}
