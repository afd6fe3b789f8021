using System.Collections.Immutable;
using System.Security.Cryptography;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Ending;
using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Ringing;
using CallGrains.Calls.State;
using CallGrains.Calls.Turns;

namespace CallGrains.Simulation.Defects;

/// <summary>Faults in the decisions of calls. Those of the move are the rules of docs/protocol.md, each with one thing taken out.</summary>
internal static class PlantedDefects
{
    public static readonly Dictionary<string, Func<Decision, Turn>> OfDecisions = new()
    {
        // T1: a move id is random.
        ["move id derived from the request"] = static decision => decision.Command is MoveParticipants { Repeat: { } request }
            ? decision.Make(state => state with
            {
                Moves = [.. state.Moves.Select(move => decision.State!.Moves.Contains(move) || move.IsCommitted
                    ? move
                    : new Move(new(SHA256.HashData(request.RequestId.ToByteArray()).AsSpan(0, 16)), move.Source)
                    {
                        Leg = move.Leg,
                        Named = move.Named,
                        FromCall = move.FromCall,
                        OperationContext = move.OperationContext,
                        CallbackUri = move.CallbackUri,
                        Deadline = move.Deadline,
                    })],
            })
            : decision.Make(),

        // T2: what the commit checks, takes and names.
        ["no presence check at the commit"] = static decision => decision is { Message: Reserved reserved, State: { } before }
            ? (decision with { State = Without(before, reserved) }).Make(after => after with
            {
                Roster = [.. before.Roster.Where(person => IsAmong(reserved, person)), .. after.Roster],
            })
            : decision.Make(),
        ["limit does not count people held"] = static decision => (decision with
        {
            Context = decision.Context with
            {
                Rules = decision.Context.Rules with { MaxParticipants = decision.Context.Rules.MaxParticipants + (decision.State?.HeldCount ?? 0) },
            },
        }).Make(),
        ["commit names everybody who was granted"] = static decision => decision.Message is Decided { Taken.IsEmpty: false } decided && decision.Hold is { } hold
            ? (decision with { Input = new Calls.Pump.MessageInput(decided with { Taken = [.. hold.Entries.Select(static entry => entry.Stay)] }) }).Make()
            : decision.Make(),
        ["unknown move is not answered"] = static decision => decision.Message is Reserved reserved && decision.State?.Moves.Any(move => move.Id == reserved.Move) != true
            ? Nothing(decision)
            : decision.Make(),

        // T3: an abort comes before the end of the leg, and only while undecided.
        ["moves outlive the leg that asked"] = static decision => decision.Command is HangUp or RemoveParticipant
            ? decision.Make(after => after.IsAlive ? after with { Moves = decision.State!.Moves, Outbox = Without(after, CallEventKind.MoveParticipantFailed) } : after)
            : decision.Make(),
        ["committed move is given up with the call"] = static decision => decision.Make(static after =>
            after.Phase == CallPhase.Ended ? after with { Moves = [] } : after),

        // T4: only the acknowledgement ends a committed move.
        ["committed move is forgotten at once"] = static decision => decision.Make(static after => after with { Moves = after.Moves.RemoveAll(static move => move.IsCommitted) }),

        // S1: who is held, and that it is held.
        ["reservation skipped"] = static decision => decision.Message is Reserve ? decision.Make(after => decision.State ?? after) : decision.Make(),
        ["duplicate Reserve granted twice"] = static decision => decision is { Message: Reserve, Hold: { } hold }
            ? decision.Make(after => after with { Holds = after.Holds.Add(hold) })
            : decision.Make(),
        ["person in a transfer is moved"] = static decision => decision is { Message: Reserve, State: { } before }
            ? (decision with { State = before with { Invitations = [] } }).Make(after => after with { Invitations = before.Invitations })
            : decision.Make(),

        // S2: who is dropped and who comes back.
        ["released people do not come back"] = static decision => decision is { Message: Decided, Hold: { } hold }
            ? decision.Make(after => after with { Roster = after.Roster.RemoveAll(person => hold.Entries.Contains(person)) })
            : decision.Make(),
        ["released in an ending call without a Bye"] = static decision => decision is { Message: Decided, State.Phase: CallPhase.Ending, Hold: { } hold }
            ? decision.Make(after => after with { Farewells = after.Farewells.RemoveAll(farewell => hold.Entries.Any(entry => entry.Participation == farewell.Participation)) })
            : decision.Make(),

        ["hop ignored"] = static decision => decision is { Message: Decided { Taken.IsEmpty: false } decided, Hold: { } hold }
            ? (decision with
            {
                Input = new Calls.Pump.MessageInput(decided with
                {
                    Taken = [.. hold.Entries.Select(static entry => entry.Stay).Where(stay => decided.Taken.Any(taken => taken.Participation == stay.Participation))],
                }),
            }).Make()
            : decision.Make(),
        ["whom the target took is dropped wherever it is"] = static decision => decision.Message is Decided decided
            ? decision.Make(after => after with { Roster = after.Roster.RemoveAll(person => decided.Taken.Any(taken => taken.Participation == person.Participation)) })
            : decision.Make(),
        ["drop only in memory"] = static decision => decision is { Message: Decided { Taken.IsEmpty: false }, Hold: not null }
            ? decision.Make(after => decision.State ?? after)
            : decision.Make(),
        ["repeated Reserve is refused"] = static decision => decision is { Message: Reserve reserve, Hold: not null }
            ? Refuse(decision, reserve)
            : decision.Make(),

        // The end of a call, and what waits for a hold.
        ["end disconnects people held"] = static decision =>
        {
            var turn = decision.Make();
            if (turn.Exists && turn.State.Phase == CallPhase.Ending && decision.State!.IsAlive)
            {
                foreach (var entry in turn.State.Holds.SelectMany(static hold => hold.Entries))
                    Ringer.SayBye(turn, entry.Participation, entry.Identifier, Results.EndedByApp);
            }

            return turn;
        },
        ["end forgets people held"] = static decision =>
        {
            var turn = decision.Make();
            if (turn.Exists && turn.State.Phase == CallPhase.Ending)
            {
                turn.State = turn.State with { Holds = [] };
                CallEnd.Finish(turn);
            }

            return turn;
        },
        ["person held hangs up and is removed"] = static decision => decision is { Signal: Left left, State: { } before }
            ? (decision with { State = GiveBack(before, left.Participation) }).Make()
            : decision.Make(),
        ["person held is removed"] = static decision => decision is { Command: RemoveParticipant remove, State: { } before }
            ? (decision with { State = before with { Roster = [.. before.Roster, .. Held(before).Where(entry => entry.Identifier.Equals(remove.Participant))], Holds = Unheld(before, remove) } }).Make()
            : decision.Make(),
        ["only the app is left, but for people held"] = static decision => EndWhen(decision, static state => state.Roster.IsEmpty && !state.Holds.IsEmpty && state.Invitations.IsEmpty),
        ["only the app is left, but for a move to come"] = static decision => EndWhen(decision,
            static state => state.Roster.IsEmpty && state.Holds.IsEmpty && state.Invitations.IsEmpty && state.Moves.Any(static move => !move.IsCommitted)),

        // Events and requests.
        ["sequence number reused"] = static decision => decision.Make(after => decision.State is { } before ? after with { Sequence = before.Sequence } : after),
        ["event after CallDisconnected"] = static decision => decision.Make(after => after with
        {
            Outbox = [.. after.Outbox.Where(pending => !IsLast(decision, pending)), .. Enumerable.Reverse(after.Outbox.Where(pending => IsLast(decision, pending)))],
        }),
        ["Failed and Succeeded both sent"] = static decision => decision.Make(after => after with
        {
            Outbox =
            [
                .. after.Outbox,
                .. decision.Added(after).Where(static pending => pending.Kind == CallEventKind.AddParticipantSucceeded)
                    .Select(pending => pending with { Id = decision.Context.IdSource.Next(), Kind = CallEventKind.AddParticipantFailed }),
            ],
        }),
        ["Succeeded though the person declined"] = static decision => decision.Make(after => after with
        {
            Outbox = [.. after.Outbox.Select(pending => pending.Kind == CallEventKind.AddParticipantFailed && pending.Result == Results.Declined
                ? pending with { Kind = CallEventKind.AddParticipantSucceeded }
                : pending)],
        }),
        ["terminal event forgotten"] = static decision => decision.Make(after => after with { Outbox = Without(after, CallEventKind.RemoveParticipantFailed) }),
        ["own callback URI ignored"] = static decision => decision.Command is LegOperation operation
            ? (decision with { Input = new Calls.Pump.CommandInput(operation with { OperationCallbackUri = null }, ((Calls.Pump.CommandInput)decision.Input).Ticket) }).Make()
            : decision.Make(),
        ["repeated request executed twice"] = static decision => decision is { Command: AddParticipant { Repeat: { } request }, State: { } before }
            ? (decision with { State = before with { Repeats = before.Repeats.RemoveAll(record => record.Request == request) } }).Make()
            : decision.Make(),
        ["failed add ends the call"] = static decision =>
        {
            var turn = decision.Make();
            if (turn.Exists && decision.Added(turn.State).Any(static pending => pending.Kind == CallEventKind.AddParticipantFailed))
            {
                CallEnd.End(turn, Results.OnlyOneLeft);
                turn.State = turn.State with { Sequence = turn.State.Sequence + 1 };
            }

            return turn;
        },
    };

    private static Turn Nothing(Decision decision) => new(decision.State, decision.Context, decision.Now, decision.RosterReadsWait);

    private static Turn Refuse(Decision decision, Reserve reserve)
    {
        var turn = Nothing(decision);
        turn.Send(reserve.From, new Reserved(reserve.Move, decision.Context.Self, []));
        return turn;
    }

    private static bool IsAmong(Reserved reserved, Participant person) => reserved.Entries.Any(entry => entry.Identifier.Equals(person.Identifier));

    private static CallState Without(CallState state, Reserved reserved) =>
        state with { Roster = state.Roster.RemoveAll(person => IsAmong(reserved, person)) };

    private static ImmutableArray<PendingEvent> Without(CallState state, CallEventKind kind) =>
        state.Outbox.RemoveAll(pending => pending.Kind == kind);

    private static CallState GiveBack(CallState state, Guid participation) => state with
    {
        Roster = [.. state.Roster, .. Held(state).Where(entry => entry.Participation == participation)],
        Holds = [.. state.Holds.Select(hold => hold with { Entries = hold.Entries.RemoveAll(entry => entry.Participation == participation) })
            .Where(static hold => !hold.Entries.IsEmpty)],
    };

    private static ImmutableArray<Hold> Unheld(CallState state, RemoveParticipant remove) =>
        [.. state.Holds.Select(hold => hold with { Entries = hold.Entries.RemoveAll(entry => entry.Identifier.Equals(remove.Participant)) })
            .Where(static hold => !hold.Entries.IsEmpty)];

    private static IEnumerable<Participant> Held(CallState state) => state.Holds.SelectMany(static hold => hold.Entries);

    private static bool IsLast(Decision decision, PendingEvent pending) => decision.State?.Outbox.Contains(pending) == false
        && pending.Kind is CallEventKind.CallDisconnected or CallEventKind.MoveParticipantFailed
            or CallEventKind.AddParticipantFailed or CallEventKind.CallTransferFailed;

    private static Turn EndWhen(Decision decision, Func<CallState, bool> isAlone)
    {
        var turn = decision.Make();
        if (turn.Exists && decision.Message is Reserve or Decided && turn.State.Phase == CallPhase.Connected && isAlone(turn.State))
            CallEnd.End(turn, Results.OnlyOneLeft);

        return turn;
    }
}
