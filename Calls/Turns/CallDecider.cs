using CallGrains.Calls.Commands;
using CallGrains.Calls.Ending;
using CallGrains.Calls.Events;
using CallGrains.Calls.FarSide;
using CallGrains.Calls.Moves;
using CallGrains.Calls.Pump;
using CallGrains.Calls.Repeats;
using CallGrains.Calls.Replies;
using CallGrains.Calls.Ringing;
using CallGrains.Calls.Roster;
using CallGrains.Calls.Starting;
using CallGrains.Calls.State;
using CallGrains.Calls.Transfers;

namespace CallGrains.Calls.Turns;

/// <summary>Decides one input: see <see cref="CallDecider.Decide"/>, the one decision the engine makes.</summary>
internal delegate Turn Deciding(CallState? state, CallInput input, TurnContext context, DateTimeOffset now, bool rosterReadsWait);

/// <summary>The one function that decides: state and input give the state that follows, the answer, and what leaves with the write.</summary>
internal static class CallDecider
{
    /// <summary>Decides one input. Reads and acknowledgements have ways of their own and do not come here.</summary>
    public static Turn Decide(CallState? state, CallInput input, TurnContext context, DateTimeOffset now, bool rosterReadsWait)
    {
        var turn = new Turn(state, context, now, rosterReadsWait);
        switch (input)
        {
            case CommandInput command:
                turn.TraceParent = command.Command.TraceParent;
                Command(turn, command.Command);
                break;
            case MessageInput { Message: Reserve reserve }:
                MoveSource.Reserve(turn, reserve);
                break;
            case MessageInput { Message: Reserved reserved }:
                MoveTarget.Reserved(turn, reserved);
                break;
            case MessageInput { Message: Decided decided }:
                MoveSource.Decided(turn, decided);
                break;
            case SignalInput signal when turn.Exists:
                Signal(turn, signal.Signal);
                break;
            case Tick when turn.Exists:
                TimePassed(turn);
                break;
        }

        if (turn.Exists)
        {
            turn.PublishRoster();
            if (context.Rules.RecordsLifecycle)
                Lifecycle.Record(turn, before: state);
        }

        return turn;
    }

    private static void Command(Turn turn, CallCommand command)
    {
        turn.Reply = RepeatDecisions.Answer(turn, command);
        if (turn.Reply is null)
        {
            turn.Reply = Execute(turn, command);
            if (turn.Reply is Refusal)
                turn.Revert();
            else
                RepeatDecisions.Remember(turn, command, turn.Reply);
        }

        turn.Reply = turn.Reply with { CorrelationId = turn.Context.Names.Correlation };
    }

    private static CallReply Execute(Turn turn, CallCommand command)
    {
        if (RepeatDecisions.CannotRemember(turn, command) is { } full)
            return full;

        switch (command)
        {
            // The call of a create is named by the request id: a call without the record forgot it.
            case CreateCall or PlaceIncomingCall or StartCall when turn.Exists:
                return Refusals.RepeatTooOld;
            case CreateCall create:
                return StartCommands.Create(turn, turn.Context.Self, create);
            case PlaceIncomingCall place:
                return StartCommands.PlaceIncoming(turn, turn.Context.Self, place);
            case StartCall start:
                return StartCommands.Start(turn, turn.Context.Self, start);
            case ConnectCall connect:
                return StartCommands.Connect(turn, connect);
            case AnswerCall answer:
                return RingCommands.Answer(turn, answer);
            case RejectCall reject:
                return RingCommands.Reject(turn, reject);
            case RedirectCall redirect:
                return RingCommands.Redirect(turn, redirect);
            case LegCommand onLeg:
                return OnLeg(turn, onLeg);
            default:
                throw new ArgumentException($"{command.GetType().Name} is not a command of a call.", nameof(command));
        }
    }

    private static CallReply OnLeg(Turn turn, LegCommand command)
    {
        if (!turn.Exists || turn.State.FindLeg(command.Leg) is not { IsUp: true } leg)
            return Refusals.NotFound;

        if (turn.State.Phase == CallPhase.Ending)
            return Refusals.Terminated;

        if (command is HangUp)
            return EndCommands.HangUp(turn, leg);

        if (command is Terminate)
            return EndCommands.Terminate(turn);

        if (leg.Status != LegStatus.Connected)
            return Refusals.NotEstablished;

        return command switch
        {
            AddParticipant add => ParticipantCommands.Add(turn, leg, add),
            CancelAddParticipant cancel => ParticipantCommands.Cancel(turn, leg, cancel),
            RemoveParticipant remove => ParticipantCommands.Remove(turn, leg, remove),
            MoveParticipants move => MoveTarget.Request(turn, leg, move),
            TransferToParticipant transfer => TransferDecisions.Transfer(turn, leg, transfer),
            MuteParticipants mute => MediaCommands.Mute(turn, mute),
            HoldParticipant hold => MediaCommands.Hold(turn, leg, hold),
            UnholdParticipant unhold => MediaCommands.Unhold(turn, unhold),
            _ => throw new ArgumentException($"{command.GetType().Name} is not a command of a leg.", nameof(command)),
        };
    }

    private static void Signal(Turn turn, EndpointSignal signal)
    {
        // Whatever is not found here is over, or elsewhere by a move: the endpoint is told by whoever knows, and asks again.
        switch (signal)
        {
            case Answered answered when Ringing(turn, answered.Participation, answered.Ring) is { } invitation:
                RingOutcomes.AnsweredByPerson(turn, invitation);
                break;
            case Declined declined when Ringing(turn, declined.Participation, declined.Ring) is { } invitation:
                RingOutcomes.Failed(turn, invitation, declined.Reason);
                break;
            case Left left when turn.State.Roster.FirstOrDefault(person => person.Participation == left.Participation) is { } person:
                EndCommands.PersonLeft(turn, person);
                break;
        }
    }

    private static Invitation? Ringing(Turn turn, Guid participation, uint ring) =>
        turn.State.IsAlive && Ringer.Find(turn.State, ring) is { } invitation && invitation.Participation == participation ? invitation : null;

    private static void TimePassed(Turn turn)
    {
        if (turn.State.IsAlive)
        {
            foreach (var invitation in turn.State.Invitations)
            {
                // An earlier one of these may have ended the call and all its invitations.
                if (invitation.Deadline <= turn.Now && turn.State.Invitations.Contains(invitation))
                    RingOutcomes.Failed(turn, invitation, Results.NotAnswered);
            }

            MoveTarget.AbortOverdue(turn);
        }

        RepeatDecisions.Forget(turn);
    }
}
