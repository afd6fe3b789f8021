using System.Collections.Immutable;
using System.Text;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Ending;
using CallGrains.Calls.Events;
using CallGrains.Calls.Identifiers;
using CallGrains.Calls.Replies;
using CallGrains.Calls.State;
using CallGrains.Calls.Turns;

namespace CallGrains.Calls.Moves;

/// <summary>
/// The call people are moved to. It decides: its one write is the instant of the move. Rules T1 to T5 of docs/protocol.md.
/// </summary>
internal static class MoveTarget
{
    // An event of a move without the texts of the client, about.
    private const int EventSize = 256;

    /// <summary>T1: the request is recorded; asking the source is owed from the write on.</summary>
    public static CallReply Request(Turn turn, Leg leg, MoveParticipants command)
    {
        if (command.Source == turn.State.Key)
            return Refusals.Invalid("The participants are in this call already.", "fromCall");

        if (command.SourceRefusal is { } refusal)
            return refusal;

        for (var i = 0; i < command.Participants.Length; i++)
        {
            if (leg.Identity.Equals(command.Participants[i]))
                return Refusals.Invalid("The application itself cannot be moved.", $"targetParticipants[{i}]");
        }

        if (turn.State.Moves.Length >= turn.Context.Rules.MaxMoves)
            return Refusals.TooMany("Too many moves into this call are under way.");

        var move = new Move(turn.NewId(), command.Source)
        {
            Leg = leg.Number,
            Named = command.Participants,
            FromCall = command.FromCall,
            OperationContext = command.OperationContext,
            CallbackUri = command.OperationCallbackUri,
            Deadline = turn.Now + turn.Context.Rules.MoveTimeout,
            TraceParent = turn.TraceParent,
        };
        turn.State = turn.State with { Moves = turn.State.Moves.Add(move) };
        return Reply(command);
    }

    /// <summary>
    /// How much the outcomes of the moves under way will add to a state, about: every person named gets an event of their own that
    /// repeats the texts of the request, all in one write.
    /// </summary>
    public static long OutcomesSize(CallState state)
    {
        var size = 0L;
        foreach (var move in state.Moves)
        {
            if (!move.Named.IsDefaultOrEmpty && state.FindLeg(move.Leg) is { } leg)
            {
                size += move.Named.Length * (long)(
                    EventSize
                    + Encoding.UTF8.GetByteCount(move.CallbackUri ?? leg.CallbackUri)
                    + Encoding.UTF8.GetByteCount(move.OperationContext ?? ""));
            }
        }

        return size;
    }

    /// <summary>The answer to a move, at its first and every repeated asking: the people as they were seen in the source.</summary>
    public static AcceptedReply Reply(MoveParticipants command)
    {
        var participants = ImmutableArray.CreateBuilder<ParticipantView>(command.Participants.Length);
        foreach (var who in command.Participants)
            participants.Add(command.Seen.FirstOrDefault(view => view.Identifier.Equals(who)) ?? new(who, IsMuted: false, IsOnHold: false));

        return new() { OperationContext = command.OperationContext, FromCall = command.FromCall, Participants = participants.DrainToImmutable() };
    }

    /// <summary>T2: the source holds these people. Undecided: commit. Committed: say so again. Unknown: give them back.</summary>
    public static void Reserved(Turn turn, Reserved message)
    {
        var move = turn.Exists ? Find(turn.State, message.Move) : null;
        if (move is null)
            turn.Send(message.From, new Decided(message.Move, turn.Context.Self, []), restsOnAbsence: true);
        else if (move.IsCommitted)
            turn.Send(message.From, new Decided(message.Move, turn.Context.Self, move.Taken));
        else if (move.Source == message.From)
            Commit(turn, move, message);
    }

    /// <summary>T3: undecided moves are given up, those of one leg or all. The source is told once; it asks if that is lost.</summary>
    public static void AbortAll(Turn turn, ResultInformation reason, ushort? leg)
    {
        foreach (var move in turn.State.Moves)
        {
            if (!move.IsCommitted && (leg is null || move.Leg == leg))
                Abort(turn, move, reason);
        }
    }

    /// <summary>T3: the source did not answer in time.</summary>
    public static void AbortOverdue(Turn turn)
    {
        foreach (var move in turn.State.Moves)
        {
            if (!move.IsCommitted && move.Deadline <= turn.Now)
                Abort(turn, move, Results.MoveTimedOut);
        }

        CallEnd.EndIfAlone(turn, Results.OnlyOneLeft);
    }

    /// <summary>T4: the source wrote the outcome; the move can be forgotten.</summary>
    public static CallState Acknowledged(CallState state, Guid move) =>
        Find(state, move) is { IsCommitted: true } committed ? state with { Moves = state.Moves.Remove(committed) } : state;

    private static void Commit(Turn turn, Move move, Reserved message)
    {
        var taken = ImmutableArray.CreateBuilder<Stay>(message.Entries.Length);
        foreach (var who in move.Named)
        {
            var entry = message.Entries.FirstOrDefault(entry => entry.Identifier.Equals(who));
            if (entry is not null)
                ForgetReturned(turn, entry);

            var obstacle = Obstacle(turn, who, entry);
            if (obstacle is null)
            {
                taken.Add(entry!.Stay);
                Join(turn, entry);
            }

            Tell(turn, move, who, obstacle);
        }

        var stays = taken.ToImmutable();
        turn.State = turn.State with
        {
            Moves = stays.IsEmpty
                ? turn.State.Moves.Remove(move)
                : turn.State.Moves.Replace(move, new(move.Id, move.Source) { Taken = stays }),
        };
        turn.RosterChanged |= !stays.IsEmpty;
        turn.Send(message.From, new Decided(move.Id, turn.Context.Self, stays));
        CallEnd.EndIfAlone(turn, Results.OnlyOneLeft);
    }

    // A person who comes here by this move while a hold of an older move still lists the same participation: the older move
    // took them away, and they are back. The stale entry must not count as present, nor be given back later.
    private static void ForgetReturned(Turn turn, Participant entry)
    {
        foreach (var hold in turn.State.Holds)
        {
            var stale = hold.Entries.FirstOrDefault(held => held.Participation == entry.Participation);
            if (stale is null)
                continue;

            var rest = hold.Entries.Remove(stale);
            turn.State = turn.State with
            {
                Holds = rest.IsEmpty ? turn.State.Holds.Remove(hold) : turn.State.Holds.Replace(hold, hold with { Entries = rest }),
            };
            return;
        }
    }

    private static ResultInformation? Obstacle(Turn turn, CommunicationIdentifier who, Participant? entry)
    {
        if (entry is null)
            return Results.NotPresent(who);

        if (turn.State.FindPerson(who) is not null || turn.State.IsHeld(who) || turn.State.FindApp(who) is not null)
            return Results.AlreadyPresent;

        return turn.State.Occupancy >= turn.Context.Rules.MaxParticipants ? Results.Full : null;
    }

    private static void Join(Turn turn, Participant entry) => turn.State = turn.State with
    {
        IsGroup = true,
        Roster = turn.State.Roster.Add(entry with { Hop = entry.Hop + 1, IsAnnounced = false }),
    };

    private static void Abort(Turn turn, Move move, ResultInformation reason)
    {
        turn.State = turn.State with { Moves = turn.State.Moves.Remove(move) };
        foreach (var who in move.Named)
            Tell(turn, move, who, reason);

        turn.Send(move.Source, new Decided(move.Id, turn.Context.Self, []));
    }

    private static void Tell(Turn turn, Move move, CommunicationIdentifier who, ResultInformation? failure)
    {
        if (turn.State.FindLeg(move.Leg) is not { IsUp: true } leg)
            return;

        var kind = failure is null ? CallEventKind.MoveParticipantSucceeded : CallEventKind.MoveParticipantFailed;
        turn.Emit(leg, kind, failure ?? ResultInformation.Success, new()
        {
            CallbackUri = move.CallbackUri,
            OperationContext = move.OperationContext,
            Participant = who,
            FromCall = move.FromCall,
            TraceParent = move.TraceParent,
        });
    }

    private static Move? Find(CallState state, Guid id)
    {
        foreach (var move in state.Moves)
        {
            if (move.Id == id)
                return move;
        }

        return null;
    }
}
