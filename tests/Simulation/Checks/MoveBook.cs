using System.Collections.Immutable;
using CallGrains.Calls.Moves;
using CallGrains.Calls.State;
using CallGrains.Simulation.Actors;
using CallGrains.Simulation.Worlds;

namespace CallGrains.Simulation.Checks;

internal enum MoveStatus : byte
{
    Requested,
    Committed,
    Over,
}

/// <summary>One move, as the stored state of its target says.</summary>
internal sealed class MoveRecord(CallHost target, CallHost source)
{
    public CallHost Target => target;

    public CallHost Source => source;

    public MoveStatus Status { get; set; }

    public Operation? Operation { get; init; }

    public ImmutableArray<Stay> Taken { get; set; } = [];

    public bool WasReserved { get; set; }
}

/// <summary>The lemmas of docs/protocol.md ("Why it holds"), each checked when a state or a message could break it.</summary>
internal sealed class MoveBook(World world, PeopleBook people)
{
    private readonly Dictionary<Guid, MoveRecord> _moves = [];

    public MoveRecord? Find(Guid move) => _moves.GetValueOrDefault(move);

    /// <summary>What the state of a target says about moves into it.</summary>
    public void CompareTarget(CallHost host, CallState? before, CallState after, Func<string?, Operation?> operationOf)
    {
        if (before is not null && before.Moves == after.Moves)
            return;

        foreach (var move in after.Moves)
        {
            if (!_moves.TryGetValue(move.Id, out var record))
            {
                record = new(host, world.HostOf(move.Source)) { Operation = operationOf(move.OperationContext) };
                _moves.Add(move.Id, record);
            }
            else if (!move.IsCommitted && record.Status != MoveStatus.Requested)
            {
                throw new BrokenPromiseException(Promise.Once, $"move {move.Id} of {World.Name(host)} is undecided again.");
            }

            if (move.IsCommitted && record.Status == MoveStatus.Requested)
                Commit(host, record, move);
            else if (move.IsCommitted)
                record.Status = MoveStatus.Committed;
        }

        if (before is null)
            return;

        foreach (var move in before.Moves)
        {
            if (_moves.TryGetValue(move.Id, out var record) && !after.Moves.Any(other => other.Id == move.Id))
                Forgotten(record, move.Id);
        }
    }

    /// <summary>What the state of a source says about the holds of others' moves.</summary>
    public void CompareSource(CallHost host, CallState? before, CallState after)
    {
        if (before is null || before.Holds == after.Holds)
            return;

        foreach (var hold in before.Holds)
        {
            if (hold.Entries.Any(entry => after.Roster.Any(person => person.Participation == entry.Participation && person.Hop > entry.Hop)))
                world.Coverage.Count("person came back while still held");

            if (!_moves.TryGetValue(hold.Move, out var move) || move.Status != MoveStatus.Requested || !move.WasReserved)
                continue;

            if (!after.Holds.Any(other => other.Move == hold.Move && other.Entries.Length == hold.Entries.Length))
            {
                throw new BrokenPromiseException(Promise.ReservedIsHeld,
                    $"{World.Name(host)} let go of move {hold.Move}, which {World.Name(move.Target)} has not decided.");
            }
        }
    }

    /// <summary>A call is forgotten: no move into it may be open.</summary>
    public void Forget(CallHost host, CallState before)
    {
        foreach (var move in before.Moves)
        {
            if (!move.IsCommitted)
                throw new BrokenPromiseException(Promise.DurableAccept, $"{World.Name(host)} was forgotten with a move undecided.");

            if (_moves.TryGetValue(move.Id, out var record))
                Forgotten(record, move.Id);
        }
    }

    /// <summary>A message leaves: from here on it may arrive at any time.</summary>
    public void Sent(CallHost from, CallMessage message)
    {
        if (!_moves.TryGetValue(message.Move, out var move))
            return;

        switch (message)
        {
            case Reserved { Entries.IsEmpty: false } reserved:
                move.WasReserved = true;
                if (move.Status == MoveStatus.Requested && !Holds(from, reserved))
                    throw new BrokenPromiseException(Promise.ReservedIsHeld, $"{World.Name(from)} says it holds people for {message.Move}, and does not.");
                break;
            case Decided { Taken.IsEmpty: true } when move.Status == MoveStatus.Requested:
                throw new BrokenPromiseException(Promise.UndecidedIsOpen, $"{World.Name(from)} releases {message.Move}, which is undecided.");
            case Decided decided:
                CheckTaken(move, decided);
                break;
            case Ack when move.Status == MoveStatus.Requested:
                throw new BrokenPromiseException(Promise.UndecidedIsOpen, $"{World.Name(from)} acknowledges {message.Move}, which is undecided.");
            case Ack:
                CheckDropped(move, message.Move);
                break;
        }
    }

    private void Commit(CallHost host, MoveRecord record, Move move)
    {
        record.Status = MoveStatus.Committed;
        record.Taken = move.Taken;
        world.Coverage.Count("move committed");
        if (record.Operation?.Command is Calls.Commands.MoveParticipants command && command.Participants.Length > move.Taken.Length)
            world.Coverage.Count("move taken in part");

        foreach (var stay in move.Taken)
        {
            var hold = record.Source.Seen?.Holds.FirstOrDefault(hold => hold.Move == move.Id);
            var entry = hold?.Entries.FirstOrDefault(entry => entry.Stay == stay);
            if (people.Find(stay.Participation)?.Place == record.Source && stay.Participation != default && entry is null)
                throw new BrokenPromiseException(Promise.ReservedIsHeld, $"{World.Name(host)} took {stay}, which {World.Name(record.Source)} does not hold for it.");

            if (stay.Hop > 0)
                world.Coverage.Count("move of a moved participant");

            people.Taken(host, record.Source, entry, stay.Participation, stay.Hop);
        }
    }

    private void Forgotten(MoveRecord record, Guid move)
    {
        if (record.Status == MoveStatus.Committed)
            CheckDropped(record, move);
        else if (record.Status == MoveStatus.Requested)
            world.Coverage.Count(record.WasReserved ? "move aborted" : "move failed");

        record.Status = MoveStatus.Over;
    }

    private static bool Holds(CallHost source, Reserved reserved)
    {
        foreach (var hold in source.Seen?.Holds ?? [])
        {
            if (hold.Move == reserved.Move)
                return hold.Entries.Length == reserved.Entries.Length && reserved.Entries.All(entry => hold.Entries.Any(held => held.Stay == entry.Stay));
        }

        return false;
    }

    private static void CheckTaken(MoveRecord move, Decided decided)
    {
        foreach (var stay in decided.Taken)
        {
            if (!move.Taken.Contains(stay))
                throw new BrokenPromiseException(Promise.TakenIsGone, $"{World.Name(move.Target)} says it took {stay}, and did not.");

            if (move.Source.Seen is not { } source)
                continue;

            if (source.Roster.Any(person => person.Stay == stay)
                || source.Holds.Any(hold => hold.Move != decided.Move && hold.Entries.Any(entry => entry.Stay == stay)))
            {
                throw new BrokenPromiseException(Promise.TakenIsGone, $"{stay} was taken, and is live in {World.Name(move.Source)}.");
            }
        }
    }

    private static void CheckDropped(MoveRecord move, Guid id)
    {
        foreach (var hold in move.Source.Seen?.Holds ?? [])
        {
            if (hold.Entries.Any(entry => move.Taken.Contains(entry.Stay)))
                throw new BrokenPromiseException(Promise.AcknowledgedIsDropped, $"{World.Name(move.Source)} still holds what {id} took.");
        }
    }
}
