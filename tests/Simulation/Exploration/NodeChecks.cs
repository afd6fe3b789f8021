using System.Collections.Immutable;
using CallGrains.Calls.Codec;
using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Pump;
using CallGrains.Calls.State;
using CallGrains.Simulation.Checks;

namespace CallGrains.Simulation.Exploration;

/// <summary>The promises and lemmas, judged on one state of a scenario.</summary>
internal sealed class NodeChecks(Scenario scenario, IReadOnlyList<Send> messages)
{
    public static CallState? StateOf(Node node, int call) => node.Rows[call].Length == 0 ? null : CallStateCodec.Decode(node.Rows[call]);

    /// <summary>Notes what the state itself does not show any more.</summary>
    public static void Remember(int call, CallEffect effect, ImmutableSortedDictionary<string, int>.Builder memory, string? context)
    {
        switch (effect)
        {
            case Answer { Reply: Calls.Replies.AcceptedReply } when context is not null:
                memory[$"accepted {context}"] = 1;
                break;
            case Notify { Notice: Attached attached }:
                memory[$"joined {attached.Participation}"] = 1;
                break;
            case Notify { Notice: Bye { Ring: null } bye }:
                memory[$"bye {bye.Participation}"] = 1;
                break;
            case Deliver { Event: var happened }:
                Remember(call, happened, memory);
                break;
        }
    }

    /// <summary>Judges a state.</summary>
    public void Check(Node node)
    {
        var states = node.Rows.Select((_, call) => StateOf(node, call)).ToArray();
        CheckPlaces(node, states);
        CheckLemmas(node, states);
        foreach (var state in states)
        {
            if (state?.Occupancy > scenario.Rules.MaxParticipants)
                throw new BrokenPromiseException(Promise.Bounds, $"call {state.Key.Value - 1} has {state.Occupancy} participants");
        }

        foreach (var (what, count) in node.Memory)
        {
            if (count > 1 || what.StartsWith("late ", StringComparison.Ordinal))
                throw new BrokenPromiseException(what.StartsWith("late ", StringComparison.Ordinal) ? Promise.Silence : Promise.OneEnd, what);
        }

        foreach (var person in scenario.Calls.SelectMany(static call => call.Roster))
        {
            if (scenario.Staying.Any(name => Scenario.Who(name).Equals(person.Identifier)) && node.Memory.ContainsKey($"bye {person.Participation}"))
                throw new BrokenPromiseException(Promise.UsableAfterFailure, $"{person.Identifier} was sent away for no reason");
        }
    }

    /// <summary>Judges a state in which nothing more will happen.</summary>
    public void CheckRest(Node node)
    {
        Check(node);
        for (var call = 0; call < node.Rows.Length; call++)
        {
            if (StateOf(node, call) is { } state && (!state.Holds.IsEmpty || !state.Moves.IsEmpty || !state.IsAlive))
                throw new BrokenPromiseException(Promise.Rest, $"a hold or a move is left over in call {call}");
        }

        foreach (var step in scenario.Steps)
        {
            if (step.Context is null || !node.Memory.ContainsKey($"accepted {step.Context}"))
                continue;

            var ends = node.Memory.Keys.Where(what => what.StartsWith($"end {step.Context} ", StringComparison.Ordinal)).ToList();
            if (ends.Count == 0)
                throw new BrokenPromiseException(Promise.OneEnd, $"{step.Context} was accepted and has no end");

            if (scenario.MovesMustSucceed && !node.Memory.ContainsKey($"succeeded {step.Context}"))
                throw new BrokenPromiseException(Promise.OneEnd, $"{step.Context} failed for no reason");
        }
    }

    private static void Remember(int call, CallbackEvent happened, ImmutableSortedDictionary<string, int>.Builder memory)
    {
        var leg = $"silent {call}/{happened.Stream.Leg}";
        if (memory.ContainsKey(leg))
            memory[$"late {happened.Kind} on {call}/{happened.Stream.Leg}"] = 1;

        if (happened.Kind == CallEventKind.CallDisconnected)
            memory[leg] = 1;

        if (happened.Kind is not (CallEventKind.MoveParticipantSucceeded or CallEventKind.MoveParticipantFailed))
            return;

        var end = $"end {happened.OperationContext} {happened.Participant}";
        memory[end] = memory.GetValueOrDefault(end) + 1;
        if (happened.Kind == CallEventKind.MoveParticipantSucceeded)
            memory[$"succeeded {happened.OperationContext}"] = 1;
    }

    private void CheckPlaces(Node node, CallState?[] states)
    {
        var live = states.SelectMany(static state => state?.Roster ?? []).ToList();
        var held = states.SelectMany(static state => state?.Holds ?? []).SelectMany(static hold => hold.Entries).ToList();
        foreach (var state in states)
        {
            if (state?.Roster.GroupBy(static person => person.Identifier).Any(static same => same.Count() > 1) == true)
                throw new BrokenPromiseException(Promise.OnePlace, $"a raw id is twice in call {state.Key.Value - 1}");
        }

        foreach (var group in live.GroupBy(static person => person.Participation))
        {
            if (group.Count() > 1)
                throw new BrokenPromiseException(Promise.OnePlace, $"{group.First().Identifier} is in two calls");

            if (node.Memory.ContainsKey($"bye {group.Key}"))
                throw new BrokenPromiseException(Promise.OnePlace, $"{group.First().Identifier} was sent away and is in a call");

            if (held.Exists(entry => entry.Participation == group.Key && entry.Hop >= group.First().Hop))
                throw new BrokenPromiseException(Promise.OnePlace, $"{group.First().Identifier} is live and held");
        }

        var joined = node.Memory.Keys.Where(static what => what.StartsWith("joined ", StringComparison.Ordinal)).Select(static what => Guid.Parse(what.AsSpan(7)));
        foreach (var participation in joined.Concat(scenario.Calls.SelectMany(static call => call.Roster).Select(static person => person.Participation)))
        {
            var isSomewhere = live.Exists(entry => entry.Participation == participation)
                || held.Exists(entry => entry.Participation == participation)
                || node.Memory.ContainsKey($"bye {participation}");
            if (!isSomewhere)
                throw new BrokenPromiseException(Promise.OnePlace, $"{participation} is in no call");
        }
    }

    private void CheckLemmas(Node node, CallState?[] states)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            if ((node.Messages & ((UInt128)1 << i)) == 0)
                continue;

            var message = messages[i].Message;
            var isFromSource = message is Reserved or Ack;
            var target = states[(int)((isFromSource ? messages[i].To : message.From).Value - 1)];
            var source = states[(int)((isFromSource ? message.From : messages[i].To).Value - 1)];
            var move = target?.Moves.FirstOrDefault(move => move.Id == message.Move);
            var hold = source?.Holds.FirstOrDefault(hold => hold.Move == message.Move);
            switch (message)
            {
                case Reserved { Entries.IsEmpty: false } reserved when move is { IsCommitted: false }:
                    if (hold is null || !hold.Entries.Select(static entry => entry.Stay).ToHashSet().SetEquals(reserved.Entries.Select(static entry => entry.Stay)))
                        throw new BrokenPromiseException(Promise.ReservedIsHeld, "the source does not hold whom it said it holds");
                    break;
                case Decided decided:
                    if (source?.Roster.Any(person => decided.Taken.Contains(person.Stay)) == true
                        || source?.Holds.Any(other => other.Move != decided.Move && other.Entries.Any(entry => decided.Taken.Contains(entry.Stay))) == true)
                        throw new BrokenPromiseException(Promise.TakenIsGone, "who was taken is still in the source");
                    if (decided.Taken.IsEmpty && move is { IsCommitted: false })
                        throw new BrokenPromiseException(Promise.UndecidedIsOpen, "an undecided move was released");
                    break;
                case Ack when move is { IsCommitted: false }:
                    throw new BrokenPromiseException(Promise.UndecidedIsOpen, "an undecided move was acknowledged");
                case Ack when move is not null && hold?.Entries.Any(entry => move.Taken.Contains(entry.Stay)) == true:
                    throw new BrokenPromiseException(Promise.AcknowledgedIsDropped, "what was acknowledged is still held");
            }
        }
    }
}
