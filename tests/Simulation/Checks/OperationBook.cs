using System.Globalization;
using CallGrains.Calls.Commands;
using CallGrains.Calls.Events;
using CallGrains.Calls.Replies;
using CallGrains.Calls.State;
using CallGrains.Simulation.Actors;
using CallGrains.Simulation.Worlds;

namespace CallGrains.Simulation.Checks;

/// <summary>DurableAccept, OneEnd, Once and Truth of every operation: its answers, its traces in the state, its terminal events.</summary>
internal sealed class OperationBook(World world, PeopleBook people, EventBook events)
{
    // What slow writes, and one more wait for them, may add.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    /// <summary>The operation that gave this context.</summary>
    public Operation? Of(string? context)
    {
        if (context is not ['c', ..] || !int.TryParse(context.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;

        var all = world.Clients.Operations;
        return number < all.Count ? all[number] : null;
    }

    /// <summary>What a stored state says about operations.</summary>
    public void Compare(CallHost host, CallState? before, CallState after, List<PendingEvent> added)
    {
        if (before is null || before.Invitations != after.Invitations)
        {
            foreach (var invitation in after.Invitations)
            {
                if (invitation.Purpose is InvitationPurpose.Add or InvitationPurpose.Transfer)
                    Began(invitation.OperationContext, invitation.Participation);
            }
        }

        if (before is null || before.Moves != after.Moves)
        {
            foreach (var move in after.Moves)
            {
                if (!move.IsCommitted)
                    Began(move.OperationContext, move.Id);
            }
        }

        if (before is null || before.Legs != after.Legs)
        {
            foreach (var leg in after.Legs)
                BeganLeg(leg);
        }

        foreach (var pending in added)
            Ended(host, after, pending);

        if (before is not null && before.Repeats != after.Repeats)
            CheckRepeats(host, before, after);
    }

    /// <summary>The engine answers an operation.</summary>
    public void Answered(CallHost host, Attempt attempt, CallReply reply)
    {
        var operation = attempt.Operation;
        attempt.Open--;
        if (world.Now > attempt.TakenAt + world.Rules.HoldWait + Slack)
            throw new BrokenPromiseException(Promise.Bounds, $"{operation} was answered only after {world.Now - attempt.TakenAt}.");

        if (reply is Refusal refusal)
        {
            if (operation.Accepted is not null && operation.Command.Repeat is not null && refusal.Status != 503
                && operation.AcceptedAt + world.Rules.RepeatWindow > world.Now)
            {
                throw new BrokenPromiseException(Promise.Once, $"{operation} was accepted, and repeated it is refused with {refusal.Status}/{refusal.Code}.");
            }

            return;
        }

        CheckDurable(host, operation);
        if (operation.Accepted is null)
        {
            operation.Accepted = reply;
            operation.AcceptedAt = world.Now;
        }
        else if (operation.Command.Repeat is not null && !IsSame(operation.Accepted, reply))
        {
            throw new BrokenPromiseException(Promise.Once, $"{operation} was answered {operation.Accepted} and, repeated, {reply}.");
        }
    }

    /// <summary>At the end every accepted operation has its terminal events.</summary>
    public void CheckRest()
    {
        foreach (var operation in world.Clients.Operations)
        {
            if (operation.Attempts.Exists(attempt => attempt.Open > 0 && attempt.Life == operation.Host.Life))
                throw new BrokenPromiseException(Promise.Rest, $"{operation} was never answered.");

            if (operation.Accepted is null || CallHost.IsRead(operation.Command))
                continue;

            var expected = operation.Command switch
            {
                CreateCall or AnswerCall or ConnectCall => 1,
                AddParticipant => operation.IsCancelled ? 0 : 1,
                MoveParticipants move => move.Participants.Length,
                CancelAddParticipant or RemoveParticipant or TransferToParticipant => 1,
                HoldParticipant { PromptIsPlayable: false } => 1,
                _ => 0,
            };
            if (operation.Ends.Count != expected)
                throw new BrokenPromiseException(Promise.OneEnd, $"{operation} was accepted and has {operation.Ends.Count} terminal events instead of {expected}.");

            if (operation.Command is HangUp or Terminate && !operation.Host.WasForgotten && !events.IsSilent(operation.Host, ((LegCommand)operation.Command).Leg))
                throw new BrokenPromiseException(Promise.OneEnd, $"{operation} was accepted, and its leg never disconnected.");
        }
    }

    private void Began(string? context, Guid id)
    {
        if (Of(context) is not { } operation)
            return;

        if (operation.Begun != default && operation.Begun != id)
            throw new BrokenPromiseException(Promise.Once, $"{operation} was executed twice.");

        operation.Begun = id;
    }

    private void BeganLeg(Leg leg)
    {
        if (Of(leg.OperationContext) is not { } operation)
            return;

        if (operation.Leg != 0 && operation.Leg != leg.Number)
            throw new BrokenPromiseException(Promise.Once, $"{operation} was executed twice: it made legs {operation.Leg} and {leg.Number}.");

        operation.Leg = leg.Number;
    }

    private void Ended(CallHost host, CallState after, PendingEvent pending)
    {
        if (pending.Kind is CallEventKind.ParticipantsUpdated or CallEventKind.CallDisconnected || Of(pending.OperationContext) is not { } operation)
            return;

        if (operation.Host != host || !Truths.Fits(operation, pending))
            throw new BrokenPromiseException(Promise.Truth, $"{pending.Kind} of {World.Name(host)} is no end of {operation}.");

        var about = pending.Kind is CallEventKind.MoveParticipantSucceeded or CallEventKind.MoveParticipantFailed ? pending.Participant!.RawId : "";
        if (operation.Ends.Contains(about) || operation.IsCancelled)
            throw new BrokenPromiseException(Promise.OneEnd, $"{operation} has a second terminal event, {pending.Kind}.");

        operation.Ends.Add(about);
        if (operation.Command is LegOperation { OperationCallbackUri: { } uri } && pending.CallbackUri != uri)
            throw new BrokenPromiseException(Promise.OneEnd, $"{pending.Kind} of {operation} goes to {pending.CallbackUri}.");

        Truths.Check(people, host, after, operation, pending);
        if (pending.Kind == CallEventKind.CancelAddParticipantSucceeded)
            Cancelled(pending);
    }

    private void Cancelled(PendingEvent pending)
    {
        var id = Guid.Parse(pending.InvitationId!);
        foreach (var operation in world.Clients.Operations)
        {
            if (operation.Begun != id || operation.Command is not AddParticipant add)
                continue;

            if (operation.Ends.Count > 0)
                throw new BrokenPromiseException(Promise.OneEnd, $"{operation} ended, and was cancelled.");

            // A leg that did not cancel its own invitation is told that nothing came of it.
            operation.IsCancelled = add.Leg == pending.Leg;
        }
    }

    private static void CheckDurable(CallHost host, Operation operation)
    {
        if (CallHost.IsRead(operation.Command))
            return;

        if (operation.Command.Repeat is { } request)
        {
            var repeats = host.Seen?.Repeats ?? [];
            for (var i = repeats.Length - 1; i >= 0; i--)
            {
                if (repeats[i].Request.RequestId == request.RequestId)
                    return;
            }

            throw new BrokenPromiseException(Promise.DurableAccept, $"{operation} is accepted and not stored.");
        }

        var isStored = operation.Command switch
        {
            AddParticipant or MoveParticipants or TransferToParticipant => operation.Begun != default || operation.Ends.Count > 0,
            RemoveParticipant or CancelAddParticipant => operation.Ends.Count > 0,
            ConnectCall or AnswerCall or CreateCall => operation.Leg != 0,
            HangUp hangUp => host.Seen is not { IsAlive: true } state || state.FindLeg(hangUp.Leg) is not { IsUp: true },
            Terminate => host.Seen is not { IsAlive: true },
            _ => true,
        };
        if (!isStored)
            throw new BrokenPromiseException(Promise.DurableAccept, $"{operation} is accepted and not stored.");
    }

    private void CheckRepeats(CallHost host, CallState before, CallState after)
    {
        foreach (var record in before.Repeats)
        {
            if (record.At + world.Rules.RepeatWindow > world.Now && !after.Repeats.Contains(record))
                throw new BrokenPromiseException(Promise.DurableAccept, $"{World.Name(host)} forgot a request before its time.");

            // Records are kept in the order of their times, so the first that stays shows that all others do.
            if (after.Repeats.Contains(record))
                break;
        }

        for (var i = 0; i < after.Repeats.Length - 1; i++)
        {
            if (after.Repeats[i].Request.RequestId == after.Repeats[^1].Request.RequestId)
                throw new BrokenPromiseException(Promise.Once, $"{World.Name(host)} executed a request twice.");
        }
    }

    // The same status and ids; the state may be another by now.
    private static bool IsSame(CallReply first, CallReply again) => (first, again) switch
    {
        (ConnectionReply one, ConnectionReply other) => one.ConnectionId == other.ConnectionId,
        (AcceptedReply one, AcceptedReply other) =>
            one.InvitationId == other.InvitationId && one.OperationContext == other.OperationContext && one.FromCall == other.FromCall,
        (PlacedReply one, PlacedReply other) => one.ServerCallId == other.ServerCallId,
        _ => first.GetType() == again.GetType(),
    };
}
