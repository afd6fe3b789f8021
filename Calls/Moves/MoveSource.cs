using System.Collections.Immutable;
using CallGrains.Calls.Ending;
using CallGrains.Calls.Events;
using CallGrains.Calls.Ringing;
using CallGrains.Calls.State;
using CallGrains.Calls.Transfers;
using CallGrains.Calls.Turns;

namespace CallGrains.Calls.Moves;

/// <summary>
/// The call people are moved from. It holds them until the target says whom it took. Rules S1 to S3 of docs/protocol.md.
/// </summary>
internal static class MoveSource
{
    /// <summary>S1: the people who are here and free go from the roster into a hold.</summary>
    public static void Reserve(Turn turn, Reserve message)
    {
        if (!turn.Exists)
        {
            turn.Send(message.From, new Reserved(message.Move, turn.Context.Self, []), restsOnAbsence: true);
            return;
        }

        if (Find(turn.State, message.Move) is { } hold)
        {
            turn.Send(message.From, new Reserved(message.Move, turn.Context.Self, hold.Entries));
            return;
        }

        if (turn.State.Phase == CallPhase.Connected && MustWait(turn, message))
        {
            turn.AsksAgain = true;
            return;
        }

        var entries = turn.State.Phase == CallPhase.Connected ? Free(turn.State, message) : [];
        if (!entries.IsEmpty)
        {
            turn.State = turn.State with
            {
                Roster = turn.State.Roster.RemoveRange(entries),
                Holds = turn.State.Holds.Add(new(message.Move, message.From, entries)),
            };
        }

        turn.Send(message.From, new Reserved(message.Move, turn.Context.Self, entries));
    }

    /// <summary>S2: whom the target took is dropped, the others come back. Acknowledged only with the write.</summary>
    public static void Decided(Turn turn, Decided message)
    {
        var hold = turn.Exists ? Find(turn.State, message.Move) : null;
        if (hold is null)
        {
            if (!message.Taken.IsEmpty)
                turn.Send(message.From, new Ack(message.Move, turn.Context.Self), restsOnAbsence: true);
            return;
        }

        var back = hold.Entries.RemoveAll(entry => message.Taken.Contains(entry.Stay));
        turn.State = turn.State with { Holds = turn.State.Holds.Remove(hold) };
        turn.RosterChanged |= back.Length < hold.Entries.Length;
        if (turn.State.Phase == CallPhase.Ending)
        {
            turn.RosterChanged = true;
            foreach (var entry in back)
                Ringer.SayBye(turn, entry.Participation, entry.Identifier, Results.EndedByApp);

            CallEnd.Finish(turn);
        }
        else
        {
            turn.State = turn.State with { Roster = turn.State.Roster.AddRange(back) };
            CallEnd.EndIfAlone(turn, Results.OnlyOneLeft);
        }

        if (!message.Taken.IsEmpty)
            turn.Send(message.From, new Ack(message.Move, turn.Context.Self));
    }

    // Silence makes the target ask again: refusing instead would fail moves for no reason but timing.
    private static bool MustWait(Turn turn, Reserve message) =>
        turn.RosterReadsWait || message.Participants.Any(turn.State.IsHeld);

    private static ImmutableArray<Participant> Free(CallState state, Reserve message)
    {
        var entries = ImmutableArray.CreateBuilder<Participant>(message.Participants.Length);
        foreach (var who in message.Participants)
        {
            if (state.FindPerson(who) is { } person && !TransferDecisions.IsBeingTransferred(state, who))
                entries.Add(person);
        }

        return entries.DrainToImmutable();
    }

    private static Hold? Find(CallState state, Guid move)
    {
        foreach (var hold in state.Holds)
        {
            if (hold.Move == move)
                return hold;
        }

        return null;
    }
}
